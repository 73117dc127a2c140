import { NO_STYLE } from '../style.ts';
import type { Page } from './page.ts';
import type { Pen } from './pen.ts';

/**
 * Performs `CSI prefix parameters final`, if it affects what is visible. Returns whether the cursor may have moved up.
 */
export function controlSequence(pen: Pen, prefix: string, parameters: string, final: string): boolean {
  if (prefix === '?') return setsScreen(pen, parameters, final);
  if (prefix !== '') return false;
  const numbers = parameters.split(';').map((field) => Number.parseInt(field, 10) || 0);
  const [first = 0, second = 0] = numbers;
  const count = Math.max(first, 1);
  const act = ACTS[final];
  if (final !== 's') pen.page.restrain();
  act?.({ pen, page: pen.page, first, second, count, given: parameters !== '' });
  if (final === 'H' || final === 'f' || final === 'd' || final === 'r') pen.isFullScreen = true;
  return act !== undefined && MOVES_UP.has(final);
}

/** Performs `ESC` and what follows, except strings. Returns whether the cursor may have moved up. */
export function simpleEscape(pen: Pen, rest: string): boolean {
  const { page } = pen;
  if (rest !== '7') page.restrain();
  if (rest === '7') save(pen);
  else if (rest === '8') restore(pen);
  else if (rest === 'D') page.lineFeed();
  else if (rest === 'E') nextLine(page, 1);
  else if (rest === 'M') page.reverseLineFeed();
  else if (rest === 'c') {
    page.clear();
    page.moveTo(0, 0);
    pen.style = NO_STYLE;
    pen.isFullScreen = false;
  }
  return rest === 'M' || rest === '8';
}

interface Act {
  readonly pen: Pen;
  readonly page: Page;
  readonly first: number;
  readonly second: number;
  /** The first parameter, at least 1. */
  readonly count: number;
  readonly given: boolean;
}

const MOVES_UP = new Set(['A', 'F', 'H', 'f', 'd', 'L', 'M', 'T', 'u']);

const ACTS: Readonly<Record<string, (act: Act) => void>> = {
  A: ({ page, count }) => page.moveBy(-count),
  B: ({ page, count }) => page.moveBy(count),
  C: ({ page, count }) => moveRight(page, count),
  D: ({ page, count }) => moveRight(page, -count),
  E: ({ page, count }) => nextLine(page, count),
  F: ({ page, count }) => nextLine(page, -count),
  G: ({ page, count }) => page.moveTo(page.y - page.top, count - 1),
  '`': ({ page, count }) => page.moveTo(page.y - page.top, count - 1),
  H: ({ page, count, second }) => page.moveTo(count - 1, Math.max(second, 1) - 1),
  f: ({ page, count, second }) => page.moveTo(count - 1, Math.max(second, 1) - 1),
  d: ({ page, count }) => page.moveTo(count - 1, page.x),
  J: ({ page, first }) => eraseScreen(page, first),
  K: ({ page, first }) => eraseRow(page, first),
  L: ({ page, count }) => {
    page.insert(page.y - page.top, count);
    page.x = 0;
  },
  M: ({ page, count }) => {
    page.remove(page.y - page.top, count);
    page.x = 0;
  },
  P: ({ page, count }) => page.row.cells.remove(page.x, count),
  S: ({ page, count }) => page.scroll(count),
  T: ({ page, count }) => page.scroll(-count),
  X: ({ page, count }) => page.row.cells.erase(page.x, page.x + count),
  '@': ({ page, count }) => page.row.cells.insert(page.x, count, page.size.columns),
  r: ({ page, first, second }) => page.setMargins(first > 0 ? first - 1 : null, second > 0 ? second - 1 : null),
  s: ({ pen, given }) => {
    if (!given) save(pen);
  },
  u: ({ pen }) => restore(pen),
};

function nextLine(page: Page, rows: number): void {
  page.moveBy(rows);
  page.x = 0;
}

function moveRight(page: Page, columns: number): void {
  page.x = Math.min(Math.max(page.x + columns, 0), page.size.columns - 1);
}

function eraseScreen(page: Page, what: number): void {
  if (what === 0) {
    page.row.cells.erase(page.x);
    page.eraseRows(page.y + 1, page.rows.length);
  } else if (what === 1) {
    page.eraseRows(page.top, page.y);
    page.row.cells.erase(0, page.x + 1);
  } else if (what === 2) page.clear();
}

function eraseRow(page: Page, what: number): void {
  const { cells } = page.row;
  if (what === 0) cells.erase(page.x);
  else if (what === 1) cells.erase(0, page.x + 1);
  else if (what === 2) cells.erase(0);
}

/** A program that takes the whole screen begins with an empty one. Its last screen stays when it leaves. */
function setsScreen(pen: Pen, parameters: string, final: string): boolean {
  const isSwitch = parameters.split(';').some((mode) => mode === '1049' || mode === '1047' || mode === '47');
  if (!isSwitch || (final !== 'h' && final !== 'l')) return false;
  pen.page.clear();
  pen.page.moveTo(0, 0);
  pen.isFullScreen = final === 'h';
  return true;
}

function save(pen: Pen): void {
  pen.saved = { y: pen.page.y, x: pen.page.x, style: pen.style };
}

function restore(pen: Pen): void {
  const { page, saved } = pen;
  page.moveTo(Math.max(saved.y - page.top, 0), saved.x);
  pen.style = saved.style;
}
