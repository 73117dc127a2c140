import { fitSpans, spread, widthOf } from './fit.ts';
import { itemsOf, selectedItem } from './lines.ts';
import { type Glyphs, LOOKS, type Look, lookOf } from './look.ts';
import { entryNamed, type Model } from './model.ts';
import type { Spans } from './span.ts';

/** What the bars of the frame say beyond the model. */
export interface BarFacts {
  readonly glyphs: Glyphs;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Lines that have come since the view was stopped. */
  readonly newLines: number;
  /** Which of how many matches the view is at; null without a search. */
  readonly hits: { readonly at: number; readonly of: number } | null;
}

const ORDER: readonly Look[] = [
  'ready',
  'done',
  'starting',
  'waiting',
  'unhealthy',
  'stopping',
  'failed',
  'stopped',
  'off',
];

/** The first row: the project, and how many services are how. */
export function headerSpans(model: Model, { glyphs }: BarFacts, width: number): Spans {
  const name: Spans = [{ text: ' zdev ', bold: true }, { text: `${model.project} ` }];
  const counts = countSpans(model, glyphs);
  const left = [...name, { text: ' ' }, ...counts];
  const room = width - widthOf(left);
  const state = stateSpans(model).find((spans) => widthOf(spans) <= room) ?? [];
  return spread(left, state, width, { ellipsis: glyphs.ellipsis });
}

/** What there is to say of the whole; shorter words follow. */
function stateSpans(model: Model): readonly Spans[] {
  if (model.stopping !== null) return [[{ text: 'stopping ', color: 'yellow', bold: true }]];
  if (model.owner) return [];
  return ['guest: quitting leaves it running ', 'guest '].map((text) => [{ text, dim: true }]);
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
  const look = lookOf(entry.row);
  const services = itemsOf(model).filter((item) => item !== null);
  const spans = [
    { text: ` ${glyphs.look(look)} `, color: LOOKS[look].color },
    { text: entry.row.name, bold: true },
    { text: ` ${selectedItem(services, entry.row.name) + 1}/${services.length}  ` },
    ...bad,
  ];
  return fitSpans(spans, width, glyphs.ellipsis);
}

function countSpans(model: Model, glyphs: Glyphs, looks: readonly Look[] = ORDER): Spans {
  const counts = new Map<Look, number>();
  for (const { row } of model.entries) {
    if (row.kind === 'target') continue;
    const look = lookOf(row);
    counts.set(look, (counts.get(look) ?? 0) + 1);
  }
  return looks.flatMap((look) => {
    const count = counts.get(look);
    const { color, bold } = LOOKS[look];
    const glyph = glyphs.look(look).trim() || 'off';
    return count ? [{ text: `${glyph} ${count}  `, color, ...(bold ? { bold } : {}) }] : [];
  });
}

/** The row above the services. */
export function treeTitleSpans(model: Model, { glyphs }: BarFacts, width: number): Spans {
  const focus = model.focus === 'tree' ? { bold: true } : {};
  const name = model.marked.size > 0 ? ` ${model.marked.size} marked ` : ' services ';
  const left = [
    { text: glyphs.horizontal, dim: true },
    { text: name, ...focus },
  ];
  return spread(left, [], width, { ellipsis: glyphs.ellipsis, fill: { text: glyphs.horizontal, dim: true } });
}
