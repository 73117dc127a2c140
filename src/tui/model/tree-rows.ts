import { blockerName } from '../../present/blocker.ts';
import { elapsedText } from '../../present/time.ts';
import type { TreeLine } from '../../present/tree.ts';
import { textWidth, truncate } from '../../text/width.ts';
import type { Unread } from '../logs/logs.ts';
import type { Entry } from './entry.ts';
import { fitSpans } from './fit.ts';
import { itemsOf, selectedItem, type TreeItem } from './lines.ts';
import { type Glyphs, LOOKS, lookOf } from './look.ts';
import { entryNamed, type Model } from './model.ts';
import type { Span, Spans } from './span.ts';

/** What the tree is drawn from. */
interface Drawn {
  readonly model: Model;
  readonly glyphs: Glyphs;
  readonly width: number;
  readonly height: number;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  readonly unread: (name: string) => Unread | null;
}

/** Below this width of a name, deeper services are no longer indented more. */
const LEAST_NAME = 8;
/** Layers beyond the third look like the third: the list stays a list. */
const MAX_LAYERS = 3;

/** The rows of services, scrolled so that the selected one is in sight. */
export function treeRows(drawn: Drawn): readonly Spans[] {
  const { model, height } = drawn;
  const items = itemsOf(model);
  const first = firstItem(model, items, height);
  const selected = entryNamed(model, model.selected);
  return items.slice(first, first + height).flatMap((line) => {
    if (line === null) return [allRow(drawn)];
    const entry = entryNamed(model, line.name);
    return entry ? [rowOf(line, entry, selected, drawn)] : [];
  });
}

/** The number of the row at the top of the tree. */
export function firstItem({ selected }: Pick<Model, 'selected'>, items: readonly TreeItem[], height: number): number {
  if (items.length <= height) return 0;
  return Math.min(Math.max(selectedItem(items, selected) - Math.floor(height / 2), 0), items.length - height);
}

function allRow({ model, glyphs, width }: Drawn): Spans {
  const isSelected = model.selected === null;
  const mark = isSelected ? glyphs.selected : ' ';
  const row = fitSpans(
    [{ text: `${mark}${glyphs.all} ` }, { text: 'all services', bold: true }],
    width,
    glyphs.ellipsis,
  );
  return isSelected ? [{ text: row.map(({ text }) => text).join(''), inverse: true }] : row;
}

function rowOf(line: TreeLine, entry: Entry, selected: Entry | undefined, drawn: Drawn): Spans {
  const { model, glyphs, width } = drawn;
  const { row } = entry;
  const isSelected = row.name === model.selected;
  const look = lookOf(row);
  const { color, bold, dim } = LOOKS[look];
  const style = { color, ...(bold ? { bold } : {}), ...(dim ? { dim } : {}) };
  const lead = model.layers ? '  '.repeat(Math.min(line.depth, MAX_LAYERS)) : connector(line, glyphs, width);
  const unread = drawn.unread(row.name);
  const mark = model.marked.has(row.name) ? '+' : isSelected ? glyphs.selected : edgeMark(row.name, selected, glyphs);
  const right = rightText(entry, drawn);
  const front = 3 + textWidth(lead);
  const room = width - front - 1;
  const least = Math.min(textWidth(row.name), LEAST_NAME) + 1;
  const fitting = right.texts.find((text) => textWidth(text) + least <= room) ?? '';
  const rightPart = fitting === '' ? '' : ` ${fitting}`;
  const name = truncate(row.name, Math.max(room - textWidth(rightPart), 1), glyphs.ellipsis);
  const gap = Math.max(width - front - textWidth(name) - textWidth(rightPart) - 1, 0);
  const spans: Span[] = [
    { text: mark, ...(model.marked.has(row.name) ? { bold: true } : {}) },
    { text: lead, dim: true },
    { text: glyphs.look(look), ...style },
    unread
      ? { text: glyphs.unread, ...(unread === 'error' ? { bold: true, color: 'red' as const } : { dim: true }) }
      : { text: ' ' },
    {
      text: name,
      ...(row.kind === 'target' ? { bold: true } : {}),
      ...(dim || model.muted.has(row.name) ? { dim: true } : {}),
    },
    { text: ' '.repeat(gap) },
    { text: rightPart, ...(right.alarm ? { color: 'red' as const } : { dim: true }) },
    { text: ' ' },
  ];
  return isSelected ? [{ text: spans.map(({ text }) => text).join(''), inverse: true }] : spans;
}

/** The lines that lead to a service from above. */
function connector(line: TreeLine, glyphs: Glyphs, width: number): string {
  if (line.depth === 0) return '';
  const trunks = line.trunks.map((goesOn) => (goesOn ? glyphs.trunk : '  ')).join('');
  const lead = `${trunks}${line.last ? glyphs.last : glyphs.branch}`;
  const most = Math.max(Math.floor((width - 4 - LEAST_NAME) / 2) * 2, 2);
  return lead.length <= most ? lead : lead.slice(-most);
}

/** What a service has to do with the selected one, besides where it stands. */
function edgeMark(name: string, selected: Entry | undefined, glyphs: Glyphs): string {
  if (!selected) return ' ';
  const { requires, after, ended, wants, conflicts } = selected.row;
  if ([...requires, ...after, ...ended, ...wants].includes(name)) return glyphs.needs;
  if (conflicts.includes(name)) return glyphs.conflicts;
  return ' ';
}

/** What stands at the right edge: what went wrong, what is waited for, how long already, or the port; then shorter ones. */
function rightText(
  entry: Entry,
  { model, glyphs, nowMs }: Drawn,
): { readonly texts: readonly string[]; readonly alarm?: true } {
  const { row } = entry;
  const needsSelected = [...row.requires, ...row.after, ...row.ended, ...row.wants].includes(model.selected ?? '');
  const { text, ...alarm } = plainRightText(entry, nowMs, glyphs);
  if (!needsSelected) return { texts: [text], ...alarm };
  return { texts: [text === '' ? glyphs.neededBy : `${text} ${glyphs.neededBy}`, text], ...alarm };
}

function plainRightText({ row, cause, sinceMs }: Entry, nowMs: number, glyphs: Glyphs): { text: string; alarm?: true } {
  switch (lookOf(row)) {
    case 'failed':
      return { text: exitText(row), alarm: true };
    case 'waiting': {
      const port = cause.blockers.find(({ type }) => type === 'port');
      if (port) return { text: blockerName(port), alarm: true };
      const [first] = cause.blockers;
      if (!first) return { text: '' };
      return { text: `${'name' in first ? first.name : blockerName(first)}${glyphs.ellipsis}` };
    }
    case 'unhealthy':
      return { text: 'unhealthy', alarm: true };
    case 'starting':
    case 'stopping':
      return { text: row.building ? `build ${elapsedText(nowMs - sinceMs)}` : elapsedText(nowMs - sinceMs) };
    case 'done':
      return { text: 'done' };
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

function exitText({ last_exit: exit }: Entry['row']): string {
  if (exit?.signal) return exit.signal.replace(/^SIG/, '').toLowerCase();
  return exit && exit.code !== null && exit.code !== 0 ? `exit ${exit.code}` : 'failed';
}
