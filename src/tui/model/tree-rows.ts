import { blockerName } from '../../present/blocker.ts';
import { elapsedText } from '../../present/time.ts';
import type { TreeLine } from '../../present/tree.ts';
import { textWidth, truncate } from '../../text/width.ts';
import type { News } from '../logs/logs.ts';
import { DISPLAY_STATUSES, displayStatusOf, type Glyphs } from './display-status.ts';
import { fitSpans, widthOf } from './fit.ts';
import { showsUsage } from './layout.ts';
import { entryNamed, type Model } from './model.ts';
import type { ServiceEntry } from './service-entry.ts';
import type { Span, Spans } from './span.ts';
import { itemsOf, selectedItem, type TreeItem } from './tree-lines.ts';
import { usageColumns } from './usage.ts';

/** What the tree is drawn from. */
interface TreeRowFacts {
  readonly model: Model;
  readonly glyphs: Glyphs;
  readonly width: number;
  readonly height: number;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  readonly news: (name: string) => News;
}

/** If a name would be narrower than this, deeper services are not indented further. */
const LEAST_NAME = 8;

/** The rows of services, scrolled so that the selected one is in sight. */
export function treeRows(drawn: TreeRowFacts): readonly Spans[] {
  const { model, height } = drawn;
  const items = itemsOf(model);
  const first = firstItem(model, items, height);
  const selected = entryNamed(model, model.selected);
  return items.slice(first, first + height).flatMap((item) => {
    if (item === null) return [allRow(drawn)];
    const entry = entryNamed(model, item.name);
    return entry ? [rowOf(item, entry, selected, drawn)] : [];
  });
}

/** The number of the row at the top of the tree. */
export function firstItem({ selected }: Pick<Model, 'selected'>, items: readonly TreeItem[], height: number): number {
  if (items.length <= height) return 0;
  return Math.min(Math.max(selectedItem(items, selected) - Math.floor(height / 2), 0), items.length - height);
}

/** How many rows of the tree are above and below the visible ones. */
export function unseenItems(model: Model, height: number): { readonly above: number; readonly below: number } {
  const items = itemsOf(model);
  const above = firstItem(model, items, height);
  return { above, below: Math.max(items.length - above - height, 0) };
}

function allRow({ model, glyphs, width }: TreeRowFacts): Spans {
  const isSelected = model.selected === null;
  const spans = [{ text: `${isSelected ? glyphs.selected : ' '}${glyphs.all} ` }, { text: 'all services', bold: true }];
  return highlighted(fitSpans(spans, width, glyphs.ellipsis), isSelected);
}

function rowOf(line: TreeLine, entry: ServiceEntry, selected: ServiceEntry | undefined, drawn: TreeRowFacts): Spans {
  const { model, glyphs, width } = drawn;
  const { row } = entry;
  const isSelected = row.name === model.selected;
  const isMarked = model.marked.has(row.name);
  const look = displayStatusOf(row);
  const { tone, bold } = DISPLAY_STATUSES[look];
  const usage = showsUsage(model) ? usageColumns(model.usage.get(row.name)) : '';
  const room = width - usage.length;
  const lead = model.layers ? layer(line) : connector(line, glyphs, room);
  const left = 3 + textWidth(lead);
  const least = Math.min(textWidth(row.name), LEAST_NAME) + 1;
  const right = rightOf(entry, drawn).find((spans) => widthOf(spans) + least <= room - left - 1) ?? [];
  const rightWidth = right.length > 0 ? widthOf(right) + 1 : 0;
  const name = truncate(row.name, Math.max(room - left - 1 - rightWidth, 1), glyphs.ellipsis);
  const gap = Math.max(room - left - textWidth(name) - rightWidth - 1, 0);
  const spans: Span[] = [
    { text: isMarked ? '+' : isSelected ? glyphs.selected : edgeMark(row.name, selected, glyphs), bold: isMarked },
    { text: lead, tone: 'quiet' },
    { text: glyphs.look(look), tone, ...(bold ? { bold } : {}) },
    newsMark(row.name, drawn),
    { text: name, ...(row.kind === 'target' ? { bold: true } : {}), ...nameStyle(tone, model.muted.has(row.name)) },
    { text: ' '.repeat(gap) },
    ...(right.length > 0 ? [{ text: ' ' }, ...right] : []),
    { text: ' ' },
    ...(usage === '' ? [] : [{ text: usage, tone: 'quiet' as const }]),
  ];
  return highlighted(spans, isSelected);
}

/** Puts the selected row in reverse video from edge to edge, with its colours. */
function highlighted(spans: Spans, isSelected: boolean): Spans {
  if (!isSelected) return spans;
  return spans.map(({ tone, ...span }) => ({ ...span, inverse: true, ...(tone === 'quiet' ? {} : { tone }) }));
}

function nameStyle(tone: Span['tone'], isMuted: boolean): Pick<Span, 'tone'> {
  return tone === 'quiet' || isMuted ? { tone: 'quiet' } : {};
}

/** The mark before the name: the service waits for input, is hidden in the log of all, or has printed something new. */
function newsMark(name: string, { model, glyphs, news }: TreeRowFacts): Span {
  const { asks, unread } = news(name);
  if (asks) return { text: glyphs.asks, bold: true, tone: 'busy' };
  if (unread === 'error') return { text: glyphs.unread, bold: true, tone: 'bad' };
  if (model.muted.has(name)) return { text: glyphs.muted, tone: 'quiet' };
  return unread ? { text: glyphs.unread, tone: 'quiet' } : { text: ' ' };
}

/** The lines that lead to a service from above. If they would take the room of its name, a number shows the depth. */
function connector(line: TreeLine, glyphs: Glyphs, width: number): string {
  if (line.depth === 0) return '';
  const trunks = line.trunks.map((goesOn) => (goesOn ? glyphs.trunk : '  ')).join('');
  const lead = `${trunks}${line.last ? glyphs.last : glyphs.branch}`;
  const most = Math.max(Math.floor((width - 4 - LEAST_NAME) / 2) * 2, 4);
  if (lead.length <= most) return lead;
  const depth = `${line.depth}`.padEnd(2);
  return depth + lead.slice(-Math.max(most - depth.length, 2));
}

/** Layers beyond the third are indented like the third, with their number, so that the list stays a list. */
function layer({ depth }: TreeLine): string {
  return depth <= MAX_LAYERS ? '  '.repeat(depth) : `${depth}`.padEnd(2 * MAX_LAYERS);
}

const MAX_LAYERS = 3;

/** The relation of a service to the selected one, apart from its place in the tree. */
function edgeMark(name: string, selected: ServiceEntry | undefined, glyphs: Glyphs): string {
  if (!selected) return ' ';
  const { requires, after, ended, wants, conflicts } = selected.row;
  if ([...requires, ...after, ...ended, ...wants].includes(name)) return glyphs.needs;
  if (conflicts.includes(name)) return glyphs.conflicts;
  return ' ';
}

/** The right edge: errors and warnings, state, and the relation to the selected service. Shorter versions follow. */
function rightOf(entry: ServiceEntry, drawn: TreeRowFacts): readonly Spans[] {
  const { model, glyphs, nowMs } = drawn;
  const { row } = entry;
  const needsSelected = [...row.requires, ...row.after, ...row.ended, ...row.wants].includes(model.selected ?? '');
  const { text, alarm } = rightText(entry, nowMs, glyphs);
  const counts = countSpans(row.name, drawn);
  const state: Spans = text === '' ? [] : [{ text, tone: alarm ? 'bad' : 'quiet' }];
  const edge: Spans = needsSelected ? [{ text: glyphs.neededBy, tone: 'quiet' }] : [];
  return [[counts, state, edge], [counts, state], [state, edge], [state], [edge]].map(joined);
}

/** Joins parts with blanks. */
function joined(parts: readonly Spans[]): Spans {
  return parts.filter((part) => part.length > 0).flatMap((part, i) => (i === 0 ? part : [{ text: ' ' }, ...part]));
}

/** How many errors and warnings its run has printed. */
function countSpans(name: string, { glyphs, news }: TreeRowFacts): Spans {
  const { errors, warnings } = news(name);
  const parts: Spans[] = [];
  if (errors > 0) parts.push([{ text: `${glyphs.look('failed')}${shortCount(errors)}`, tone: 'bad' }]);
  if (warnings > 0) parts.push([{ text: `!${shortCount(warnings)}`, tone: 'busy' }]);
  return joined(parts);
}

function shortCount(count: number): string {
  return count < 1000 ? `${count}` : `${Math.floor(count / 1000)}k`;
}

function rightText(
  { row, cause, sinceMs }: ServiceEntry,
  nowMs: number,
  glyphs: Glyphs,
): { readonly text: string; readonly alarm?: true } {
  const look = displayStatusOf(row);
  if (cause.awaitsInput !== null && (look === 'ready' || look === 'starting')) return { text: 'asks', alarm: true };
  switch (look) {
    case 'failed':
      return { text: exitText(row), alarm: true };
    case 'waiting': {
      const port = cause.blockers.find(({ type }) => type === 'port');
      if (port) return { text: blockerName(port), alarm: true };
      const [first] = cause.blockers;
      if (!first) return { text: '' };
      if (first.type === 'remains') return { text: `ending${glyphs.ellipsis}` };
      return { text: `${'name' in first ? first.name : blockerName(first)}${glyphs.ellipsis}` };
    }
    case 'unhealthy':
      return { text: 'unhealthy', alarm: true };
    case 'starting':
    case 'stopping':
      return { text: row.building ? `build ${elapsedText(nowMs - sinceMs)}` : elapsedText(nowMs - sinceMs) };
    case 'done':
      return { text: 'done' };
    case 'ended':
      return { text: 'ended' };
    case 'stopped':
      return { text: 'stopped' };
    case 'off':
      return { text: 'off' };
    case 'ready':
      if (row.build_error !== null) return { text: 'build failed', alarm: true };
      if (row.building) return { text: 'building' };
      return { text: row.port === null ? '' : `:${row.port}` };
  }
}

function exitText({ last_exit: exit }: ServiceEntry['row']): string {
  if (exit?.signal) return exit.signal.replace(/^SIG/, '').toLowerCase();
  return exit && exit.code !== null && exit.code !== 0 ? `exit ${exit.code}` : 'failed';
}
