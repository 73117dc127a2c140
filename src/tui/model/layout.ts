import { USAGE_WIDTH } from './usage.ts';

/** A part of the screen, in cells from the upper left corner. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The four layouts of a screen. */
export type LayoutKind = 'split' | 'stack' | 'tiny' | 'zoom';

/** The place of each part. Parts that do not fit are null. */
export interface Layout {
  readonly kind: LayoutKind;
  readonly columns: number;
  readonly rows: number;
  /** The first row, with the counts of states; in `tiny`, the only line of the frame. */
  readonly header: Rect | null;
  /** The rows of services, without the line above them. */
  readonly tree: Rect | null;
  /** The line above the log: which service, and its state. */
  readonly title: Rect | null;
  /** The log. */
  readonly pane: Rect;
  readonly footer: Rect | null;
  /** Above the footer: problems. */
  readonly problems: Rect | null;
}

const SPLIT_COLUMNS = 80;
const SPLIT_ROWS = 10;
const STACK_COLUMNS = 40;

/** The layout for a screen of this size. Every size has a layout. */
export function layoutOf(size: {
  readonly columns: number;
  readonly rows: number;
  /** Only the log, from the first column on. */
  readonly zoom: boolean;
  readonly treeHidden: boolean;
  /** Columns of the tree that the user wants; null for the default. */
  readonly treeWidth?: number | null;
  /** How many rows the tree has. */
  readonly services: number;
  /** How many rows the problems need. */
  readonly problems?: number;
}): Layout {
  const columns = Math.max(size.columns, 1);
  const rows = Math.max(size.rows, 1);
  const taken = size.zoom ? 0 : (size.problems ?? 0);
  const bare = {
    columns,
    rows,
    problems: taken === 0 ? null : { x: 0, y: rows - 1 - taken, width: columns, height: taken },
  };
  if (columns < STACK_COLUMNS || rows < SPLIT_ROWS) return tiny(bare);
  if (size.zoom) {
    return { ...bare, kind: 'zoom', header: null, tree: null, ...below(0, columns, rows, taken) };
  }
  const header = { x: 0, y: 0, width: columns, height: 1 };
  if (size.treeHidden) return { ...bare, kind: 'stack', header, tree: null, ...below(1, columns, rows, taken) };
  if (columns < SPLIT_COLUMNS) {
    const height = Math.max(Math.min(Math.floor(rows / 3), size.services), 1);
    const tree = { x: 0, y: 1, width: columns, height };
    return { ...bare, kind: 'stack', header, tree, ...below(1 + height, columns, rows, taken) };
  }
  const left = treeColumns(columns, size.treeWidth ?? null);
  const width = columns - left - 1;
  return {
    ...bare,
    kind: 'split',
    header,
    tree: { x: 0, y: 2, width: left, height: rows - 3 - taken },
    title: { x: left, y: 1, width: width + 1, height: 1 },
    pane: { x: left + 1, y: 2, width, height: rows - 3 - taken },
    footer: { x: 0, y: rows - 1, width: columns, height: 1 },
  };
}

/** How many columns the tree gets beside the log: the wanted number, if both stay readable. */
export function treeColumns(columns: number, wanted: number | null): number {
  const usual = Math.min(Math.max(Math.round(columns * 0.27), 24), 34) + (columns >= USAGE_COLUMNS ? USAGE_WIDTH : 0);
  return Math.min(Math.max(wanted ?? usual, LEAST_TREE), Math.max(columns - LEAST_LOG, LEAST_TREE));
}

const LEAST_TREE = 16;
const LEAST_LOG = 40;

const USAGE_COLUMNS = 110;
/** A narrower tree needs its columns for names. */
const USAGE_TREE = 34;

/** Whether the tree shows the resource usage of each service. */
export function showsUsage({
  columns,
  treeWidth,
  zoom,
  treeHidden,
}: Pick<Parameters<typeof layoutOf>[0], 'columns' | 'treeWidth' | 'zoom' | 'treeHidden'>): boolean {
  return columns >= USAGE_COLUMNS && !zoom && !treeHidden && treeColumns(columns, treeWidth ?? null) >= USAGE_TREE;
}

/** Title, log and footer, over the whole width from row `y` on. */
function below(y: number, columns: number, rows: number, taken: number): Pick<Layout, 'title' | 'pane' | 'footer'> {
  return {
    title: { x: 0, y, width: columns, height: 1 },
    pane: { x: 0, y: y + 1, width: columns, height: rows - y - 2 - taken },
    footer: { x: 0, y: rows - 1, width: columns, height: 1 },
  };
}

function tiny({ columns, rows }: { columns: number; rows: number }): Layout {
  const hasHeader = rows >= 2;
  const hasFooter = rows >= 4;
  return {
    kind: 'tiny',
    problems: null,
    columns,
    rows,
    header: hasHeader ? { x: 0, y: 0, width: columns, height: 1 } : null,
    tree: null,
    title: null,
    pane: { x: 0, y: hasHeader ? 1 : 0, width: columns, height: rows - (hasHeader ? 1 : 0) - (hasFooter ? 1 : 0) },
    footer: hasFooter ? { x: 0, y: rows - 1, width: columns, height: 1 } : null,
  };
}
