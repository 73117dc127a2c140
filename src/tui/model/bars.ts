import { bytesText } from '../../present/bytes.ts';
import { textWidth, truncate } from '../../text/width.ts';
import { DISPLAY_STATUSES, type DisplayStatus, displayStatusOf, type Glyphs } from './display-status.ts';
import { fitSpans, spread, widthOf } from './fit.ts';
import { type Rect, showsUsage } from './layout.ts';
import { entryNamed, type Model } from './model.ts';
import type { Spans } from './span.ts';
import { itemsOf, selectedItem } from './tree-lines.ts';
import { unseenItems } from './tree-rows.ts';
import { totalOf, USAGE_HEADING } from './usage.ts';

/** What the bars of the frame need besides the model. */
export interface BarFacts {
  readonly glyphs: Glyphs;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Lines that have come since the view stopped following. */
  readonly newLines: number;
  /** The match at which the view is, and their number; null without a search. */
  readonly hits: { readonly at: number; readonly of: number } | null;
}

const ORDER = Object.keys(DISPLAY_STATUSES) as readonly DisplayStatus[];

/** The first row: the project, and how many services are in each state. */
export function headerSpans(model: Model, { glyphs }: BarFacts, width: number): Spans {
  const most = countSpans(model, glyphs);
  const unseen = unseenText(model, glyphs).length;
  // A long name is cut first. Then the counts of services at rest are left out; problems always stay.
  const room = Math.max(width - widthOf(most) - unseen - ' zdev   '.length, LEAST_PROJECT);
  const name: Spans = [{ text: ' zdev ', bold: true }, { text: `${truncate(model.project, room, glyphs.ellipsis)}  ` }];
  const counts = LEAST_TOLD.map((left) =>
    countSpans(
      model,
      glyphs,
      ORDER.filter((look) => !left.includes(look)),
    ),
  );
  const fitting = counts.find((spans) => widthOf(spans) <= width - widthOf(name) - unseen);
  const left = [...name, ...(fitting ?? counts.at(-1) ?? [])];
  const state = stateSpans(model, glyphs).find((spans) => widthOf(spans) <= width - widthOf(left)) ?? [];
  return spread(left, state, width, { ellipsis: glyphs.ellipsis });
}

const LEAST_PROJECT = 4;
/** Counts that are left out when there is no room for all, in this order. */
const AT_REST: readonly DisplayStatus[] = ['off', 'stopped', 'ended', 'done', 'stopping', 'starting', 'waiting'];
const LEAST_TOLD = [...AT_REST.map((_, i) => AT_REST.slice(0, i)), AT_REST];

/** The state of the whole project, longest text first. */
function stateSpans(model: Model, glyphs: Glyphs): readonly Spans[] {
  if (model.stopping !== null) return [[{ text: 'stopping ', tone: 'busy', bold: true }]];
  const used = showsUsage(model) && model.usage.size > 0 ? usedText(model) : '';
  const unseen = unseenText(model, glyphs);
  const who = model.owner ? [''] : ['guest: quitting leaves zdev running  ', 'guest  '];
  return [...who.map((text) => text + used + unseen), ...who.map((text) => text + unseen), unseen]
    .filter((text) => text !== '')
    .map((text): Spans => [{ text, tone: 'quiet' }]);
}

function usedText({ usage }: Model): string {
  const { cpu, memoryBytes } = totalOf(usage);
  return `cpu ${cpu}%  memory ${bytesText(memoryBytes)} `;
}

/** How many rows are out of sight. Needed only above the log, where the tree has no title. */
function unseenText(model: Model, glyphs: Glyphs): string {
  return model.columns < 80 && model.rows >= 10 && !model.treeHidden && !model.zoom
    ? aboveAndBelow(model, Math.max(Math.floor(model.rows / 3), 1), glyphs)
    : '';
}

function aboveAndBelow(model: Model, height: number, glyphs: Glyphs): string {
  const { above, below } = unseenItems(model, height);
  return `${above > 0 ? `${glyphs.above}${above} ` : ''}${below > 0 ? `${glyphs.below}${below} ` : ''}`;
}

/** The only row of the frame on a tiny screen. */
export function tinySpans(model: Model, { glyphs }: BarFacts, width: number): Spans {
  const bad = countSpans(model, glyphs, ['unhealthy', 'failed']);
  const entry = entryNamed(model, model.selected);
  if (!entry) {
    const counts = countSpans(model, glyphs);
    const name = { text: ` ${glyphs.all} all `, bold: true };
    return fitSpans([name, ...(widthOf(counts) + widthOf([name]) > width ? bad : counts)], width, glyphs.ellipsis);
  }
  const look = displayStatusOf(entry.row);
  const services = itemsOf(model).filter((item) => item !== null);
  const place = ` ${selectedItem(services, entry.row.name) + 1}/${services.length}  `;
  const room = Math.max(width - widthOf(bad) - place.length - 3, LEAST_PROJECT);
  const spans: Spans = [
    { text: ` ${glyphs.look(look)} `, tone: DISPLAY_STATUSES[look].tone },
    { text: truncate(entry.row.name, room, glyphs.ellipsis), bold: true },
    { text: place },
    ...bad,
  ];
  return fitSpans(spans, width, glyphs.ellipsis);
}

function countSpans(model: Model, glyphs: Glyphs, looks: readonly DisplayStatus[] = ORDER): Spans {
  const counts = new Map<DisplayStatus, number>();
  for (const { row } of model.entries) {
    if (row.kind === 'target') continue;
    const look = displayStatusOf(row);
    counts.set(look, (counts.get(look) ?? 0) + 1);
  }
  return looks.flatMap((look): Spans => {
    const count = counts.get(look);
    const { tone, bold } = DISPLAY_STATUSES[look];
    if (!count) return [];
    return [{ text: glyphs.look(look), tone, ...(bold ? { bold } : {}) }, { text: ` ${count}  ` }];
  });
}

/** The row above the services: the order of the tree, how many rows are out of sight, and the titles of the figures. */
export function treeTitleSpans(model: Model, { glyphs }: BarFacts, { width, height }: Rect): Spans {
  const name = model.marked.size > 0 ? ` ${model.marked.size} marked ` : ' services ';
  const left: Spans = [
    { text: glyphs.horizontal, tone: 'quiet' },
    { text: name, bold: model.focus === 'tree' },
    { text: aboveAndBelow(model, height, glyphs) },
  ];
  const heading = showsUsage(model) ? USAGE_HEADING : '';
  const room = width - widthOf(left) - textWidth(heading);
  const direction = model.layers ? ' started first: above ' : ' what needs it: below ';
  const said = room >= direction.length + 2 ? `${direction}${glyphs.horizontal}` : '';
  return spread(left, [{ text: said + heading, tone: 'quiet' }], width, {
    ellipsis: glyphs.ellipsis,
    fill: { text: glyphs.horizontal, tone: 'quiet' },
  });
}
