import { createScanner, tabWidth } from './scanner.ts';
import { NO_STYLE, restyle, type Style, transition } from './style.ts';

/**
 * What a terminal shows in the end of a line that goes back over itself, as progress bars do: later characters lie
 * over earlier ones, and what was erased is gone. Gives a line that only goes forward. Carriage returns at its end
 * belong to the line end, and mean nothing.
 */
export function settle(line: string): string {
  const trimmed = withoutReturns(line);
  return goesBack(trimmed) ? render(layOut(trimmed)) : trimmed;
}

function withoutReturns(line: string): string {
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) === 13) end--;
  return end === line.length ? line : line.slice(0, end);
}

function goesBack(line: string): boolean {
  return line.includes('\r') || line.includes('\b') || (line.includes('\x1b[') && /\x1b\[(?:[01]?G|2K)/.test(line));
}

/** What stands in a column. The right half of a wide character is empty. */
interface Cell {
  readonly text: string;
  readonly width: 0 | 1 | 2;
  readonly style: Style;
}

const BLANK: Cell = { text: ' ', width: 1, style: NO_STYLE };

function layOut(line: string): Cell[] {
  const cells: Cell[] = [];
  const scanner = createScanner(line, { single: true });
  let column = 0;
  let style = NO_STYLE;
  for (let token = scanner.next(); token !== 'end'; token = scanner.next()) {
    const text = line.slice(scanner.start, scanner.end);
    if (token === 'run' || token === 'character') put(text, scanner.width as Cell['width']);
    else if (token === 'style') style = restyle(style, text.slice(2, -1));
    else if (token === 'tab') column += tabWidth(column);
    else if (token === 'back') column = Math.max(column - 1, 0);
    else if (token === 'return') column = 0;
    else eraseFrom(token === 'erase-all' ? 0 : column);
  }
  return cells;

  function put(text: string, width: Cell['width']): void {
    if (width === 0) return joinLast(text);
    while (cells.length < column) cells.push(BLANK);
    splitAt(column);
    splitAt(column + width);
    cells[column] = { text, width, style };
    if (width === 2) cells[column + 1] = { text: '', width: 0, style };
    column += width;
  }

  /** An accent that came apart from its letter, by a colour between them. */
  function joinLast(text: string): void {
    let at = column - 1;
    while (at > 0 && cells[at]?.width === 0) at--;
    const cell = cells[at];
    if (cell !== undefined) cells[at] = { ...cell, text: cell.text + text };
  }

  /** When a wide character stands across the left edge of this column, nothing is left of it but blanks. */
  function splitAt(at: number): void {
    if (cells[at]?.width !== 0) return;
    cells[at - 1] = BLANK;
    cells[at] = BLANK;
  }

  function eraseFrom(at: number): void {
    splitAt(at);
    if (at < cells.length) cells.length = at;
  }
}

function render(cells: readonly Cell[]): string {
  let text = '';
  let style = NO_STYLE;
  for (const cell of cells) {
    if (cell.style !== style) text += transition(style, cell.style);
    style = cell.style;
    text += cell.text;
  }
  return text;
}
