import { NO_STYLE, type Style, transition } from '../style.ts';

/** The content of a column. The right half of a wide character is empty. */
interface Cell {
  readonly text: string;
  readonly width: 0 | 1 | 2;
  readonly style: Style;
}

const BLANK: Cell = { text: ' ', width: 1, style: NO_STYLE };

/** One row of characters that can be overwritten. Columns are counted from 0. */
export class Cells {
  #cells: Cell[] = [];
  #text: string | null = '';

  /** Columns up to the last one that was written. */
  get width(): number {
    return this.#cells.length;
  }

  get isBlank(): boolean {
    return this.#cells.every(({ text }) => text === ' ');
  }

  /** Puts a character of one or two columns. If it covers half of a wide character, the other half becomes blank. */
  put(column: number, text: string, width: 1 | 2, style: Style): void {
    while (this.#cells.length < column) this.#cells.push(BLANK);
    this.#split(column);
    this.#split(column + width);
    this.#cells[column] = { text, width, style };
    if (width === 2) this.#cells[column + 1] = { text: '', width: 0, style };
    this.#text = null;
  }

  /** Adds an accent to the character before a column. */
  join(column: number, text: string): void {
    let at = column - 1;
    while (at > 0 && this.#cells[at]?.width === 0) at--;
    const cell = this.#cells[at];
    if (cell === undefined) return;
    this.#cells[at] = { ...cell, text: cell.text + text };
    this.#text = null;
  }

  /** Blanks from a column on, up to another. */
  erase(from: number, to = Number.POSITIVE_INFINITY): void {
    this.#split(from);
    if (to >= this.#cells.length) this.#cells.length = Math.min(this.#cells.length, from);
    else {
      this.#split(to);
      this.#cells.fill(BLANK, from, to);
    }
    this.#text = null;
  }

  /** Inserts blanks. What moves beyond the right edge is lost. */
  insert(column: number, count: number, columns: number): void {
    if (column >= this.#cells.length) return;
    this.#split(column);
    this.#cells.splice(column, 0, ...Array<Cell>(Math.min(count, columns)).fill(BLANK));
    if (this.#cells.length > columns) this.erase(columns);
    this.#text = null;
  }

  /** Removes columns. What follows moves to the left. */
  remove(column: number, count: number): void {
    this.#split(column);
    this.#split(column + count);
    this.#cells.splice(column, count);
    this.#text = null;
  }

  /** The row as text with its styles, as short as possible. */
  toString(): string {
    this.#text ??= render(this.#cells);
    return this.#text;
  }

  /** If a wide character crosses the left edge of this column, replaces it by blanks. */
  #split(at: number): void {
    if (this.#cells[at]?.width !== 0) return;
    this.#cells[at - 1] = BLANK;
    this.#cells[at] = BLANK;
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
