import { textWidth, truncate } from '../../text/width.ts';
import type { Style } from './paint.ts';
import { type Paint, painter } from './paint.ts';

/** A cell: its text without escape sequences, and its style. */
export interface Cell {
  readonly text: string;
  readonly style?: Style | undefined;
}

export interface Column {
  readonly title: string;
  readonly right?: true;
  /** Narrow this column if the terminal is too narrow. */
  readonly flexible?: true;
}

const GAP = '  ';
/** The smallest width of a flexible column. */
const NARROWEST = 8;

/** Rows under titles. They are no wider than `width` if the flexible columns can shrink enough. */
export function table(options: {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly width: number;
  readonly color: boolean;
}): string {
  const { columns, rows } = options;
  const paint = painter(options.color);
  const widths = narrowed(
    columns,
    columns.map(({ title }, i) => Math.max(title.length, ...rows.map((row) => textWidth(row[i]?.text ?? '')))),
    options.width,
  );
  const head = columns.map(({ title }): Cell => ({ text: title, style: 'dim' }));
  return [head, ...rows].map((cells) => line(cells, columns, widths, paint)).join('');
}

/** Narrows flexible columns, the widest first. */
function narrowed(columns: readonly Column[], natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  let over = widths.reduce((sum, each) => sum + each, 0) + GAP.length * (widths.length - 1) - width;
  while (over > 0) {
    const candidates = columns.flatMap(({ flexible }, i) => (flexible && widths[i]! > NARROWEST ? [i] : []));
    if (candidates.length === 0) break;
    const widest = candidates.reduce((a, b) => (widths[b]! > widths[a]! ? b : a));
    const others = candidates.filter((i) => i !== widest).map((i) => widths[i]!);
    const less = Math.min(over, Math.max(widths[widest]! - Math.max(NARROWEST, ...others), 1));
    widths[widest]! -= less;
    over -= less;
  }
  return widths;
}

function line(cells: readonly Cell[], columns: readonly Column[], widths: readonly number[], paint: Paint): string {
  const parts = cells.map(({ text, style }, i) => {
    const shown = truncate(text, widths[i]!);
    const blanks = ' '.repeat(widths[i]! - textWidth(shown));
    const painted = style ? paint(style, shown) : shown;
    if (columns[i]!.right) return blanks + painted;
    return i === cells.length - 1 ? painted : painted + blanks;
  });
  return `${parts.join(GAP).trimEnd()}\n`;
}
