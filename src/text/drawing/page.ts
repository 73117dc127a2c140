import { Cells } from './cells.ts';

/** A row of the terminal. */
export interface PageRow {
  cells: Cells;
  /** The line before it goes on here: it was too long for its row. */
  goesOn: boolean;
}

/** How big the terminal is that a program draws on. Columns may be infinite: no line is too long. */
export interface PageSize {
  readonly columns: number;
  readonly rows: number;
}

const emptyRow = (goesOn = false): PageRow => ({ cells: new Cells(), goesOn });

/**
 * The screen of a terminal, and above it what has scrolled out of it. Rows are numbered from the oldest that is kept; the screen
 * are the last `size.rows` of them, or fewer where less has been written.
 */
export class Page {
  readonly rows: PageRow[] = [emptyRow()];
  /** The row that is the top of the screen. */
  top = 0;
  /** The cursor: a row of all, and a column, which is the width of the screen behind the last character of a full row. */
  y = 0;
  x = 0;
  size: PageSize;
  /** The rows of the screen that scroll, from and up to; null for all. */
  #margins: { readonly from: number; readonly to: number } | null = null;

  constructor(size: PageSize) {
    this.size = size;
  }

  /** Where the cursor is. */
  get row(): PageRow {
    this.#reach(this.y);
    return this.rows[this.y]!;
  }

  /** To a row and a column of the screen, as far as there are such. */
  moveTo(y: number, x: number): void {
    this.y = this.top + clamp(y, this.size.rows - 1);
    this.x = clamp(x, this.size.columns - 1);
  }

  /** Rows down, or up; not over a margin, and never off the screen. */
  moveBy(rows: number): void {
    const at = this.y - this.top;
    const { from, to } = this.#scrolling;
    const first = rows < 0 && at >= from ? from : 0;
    const last = rows > 0 && at <= to ? to : this.size.rows - 1;
    this.y = this.top + first + clamp(at + rows - first, last - first);
  }

  /** A cursor behind the last column is on it for whoever moves it, or erases. */
  restrain(): void {
    this.x = Math.min(this.x, this.size.columns - 1);
  }

  /** One row down; at the bottom, the screen scrolls, and its first row goes to what is above it. */
  lineFeed(goesOn = false): void {
    const { from, to } = this.#scrolling;
    const at = this.y - this.top;
    if (at === to && from > 0) this.remove(from, 1);
    else if (at === to) {
      this.#reach(this.y);
      this.rows.splice(this.y + 1, 0, emptyRow());
      this.top++;
      this.y++;
    } else if (at < this.size.rows - 1) this.y++;
    if (goesOn) this.row.goesOn = true;
  }

  /** One row up; at the top, the screen scrolls down. */
  reverseLineFeed(): void {
    const at = this.y - this.top;
    if (at === this.#scrolling.from) this.scroll(-1);
    else if (at > 0) this.y--;
  }

  /** The rows between the margins move up by so many, or down. What moves out of them is gone. */
  scroll(count: number): void {
    if (count > 0) this.remove(this.#scrolling.from, count);
    else this.insert(this.#scrolling.from, -count);
  }

  get #scrolling(): { readonly from: number; readonly to: number } {
    return this.#margins ?? { from: 0, to: this.size.rows - 1 };
  }

  /** Empty rows before a row of the screen; as many at the bottom margin are gone. Outside of the margins, nothing moves. */
  insert(at: number, count: number): void {
    const { from, to } = this.#scrolling;
    if (at < from || at > to) return;
    this.#reach(this.top + to);
    for (let i = 0; i < Math.min(count, to - at + 1); i++) {
      this.rows.splice(this.top + to, 1);
      this.rows.splice(this.top + at, 0, emptyRow());
    }
  }

  remove(at: number, count: number): void {
    const { from, to } = this.#scrolling;
    if (at < from || at > to) return;
    this.#reach(this.top + to);
    for (let i = 0; i < Math.min(count, to - at + 1); i++) {
      this.rows.splice(this.top + at, 1);
      this.rows.splice(this.top + to, 0, emptyRow());
    }
  }

  /** Only the rows of the screen from one up to another scroll; null: all of them. */
  setMargins(from: number | null, to: number | null): void {
    const last = this.size.rows - 1;
    const [first, end] = [clamp(from ?? 0, last), clamp(to ?? last, last)];
    this.#margins = first < end && (first > 0 || end < last) ? { from: first, to: end } : null;
    this.moveTo(0, 0);
  }

  /** Erases rows from one up to another, not that one; rows that are behind all others are no rows any more. */
  eraseRows(from: number, to: number): void {
    for (let y = from; y < Math.min(to, this.rows.length); y++) this.rows[y] = emptyRow();
  }

  /** What is on the screen becomes what is above it, and the screen is empty. */
  clear(): void {
    const below = this.y - this.top;
    this.dropBlankEnd(0);
    this.top = this.rows.length;
    this.y = this.top + below;
    this.#margins = null;
  }

  /** Drops empty rows behind the last one that is not, but for the first so many. */
  dropBlankEnd(least: number): void {
    while (this.rows.length > least && this.rows.at(-1)!.cells.isBlank) this.rows.pop();
  }

  #reach(y: number): void {
    while (this.rows.length <= y) this.rows.push(emptyRow());
  }
}

function clamp(value: number, last: number): number {
  return Math.min(Math.max(value, 0), last);
}
