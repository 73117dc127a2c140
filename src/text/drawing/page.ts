import { Cells } from './cells.ts';

/** A row of the terminal. */
export interface PageRow {
  cells: Cells;
  /** The previous line continues here, because it was too long for its row. */
  goesOn: boolean;
}

/** The size of the terminal that a program draws on. Columns may be infinite: no line is too long. */
export interface PageSize {
  readonly columns: number;
  readonly rows: number;
}

const emptyRow = (goesOn = false): PageRow => ({ cells: new Cells(), goesOn });

/**
 * The screen of a terminal, and above it what has scrolled out. Rows are numbered from the oldest kept one. The screen
 * is the last `size.rows` rows, or fewer if less was written.
 */
export class Page {
  readonly rows: PageRow[] = [emptyRow()];
  /** The row at the top of the screen. */
  top = 0;
  /**
   * The cursor: a row among all rows, and a column. After the last character of a full row, the column is the width of
   * the screen.
   */
  y = 0;
  x = 0;
  size: PageSize;
  /** The rows of the screen that scroll, from and up to; null for all. */
  #margins: { readonly from: number; readonly to: number } | null = null;

  constructor(size: PageSize) {
    this.size = size;
  }

  /** The row of the cursor. */
  get row(): PageRow {
    this.#reach(this.y);
    return this.rows[this.y]!;
  }

  /** Moves to a row and a column of the screen, within its limits. */
  moveTo(y: number, x: number): void {
    this.y = this.top + clamp(y, this.size.rows - 1);
    this.x = clamp(x, this.size.columns - 1);
  }

  /** Moves down, or up, by rows. Never crosses a margin, and never leaves the screen. */
  moveBy(rows: number): void {
    const at = this.y - this.top;
    const { from, to } = this.#scrolling;
    const first = rows < 0 && at >= from ? from : 0;
    const last = rows > 0 && at <= to ? to : this.size.rows - 1;
    this.y = this.top + first + clamp(at + rows - first, last - first);
  }

  /** For moves and erasing, a cursor after the last column counts as on it. */
  restrain(): void {
    this.x = Math.min(this.x, this.size.columns - 1);
  }

  /** Moves down one row. At the bottom, the screen scrolls, and its first row moves above it. */
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

  /** Moves up one row. At the top, the screen scrolls down. */
  reverseLineFeed(): void {
    const at = this.y - this.top;
    if (at === this.#scrolling.from) this.scroll(-1);
    else if (at > 0) this.y--;
  }

  /** Moves the rows between the margins up by this number, or down. Rows that move out are lost. */
  scroll(count: number): void {
    if (count > 0) this.remove(this.#scrolling.from, count);
    else this.insert(this.#scrolling.from, -count);
  }

  get #scrolling(): { readonly from: number; readonly to: number } {
    return this.#margins ?? { from: 0, to: this.size.rows - 1 };
  }

  /**
   * Inserts empty rows before a row of the screen; as many at the bottom margin are lost. Outside the margins, nothing
   * moves.
   */
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

  /** Sets the rows of the screen that scroll, from one up to another; null: all of them. */
  setMargins(from: number | null, to: number | null): void {
    const last = this.size.rows - 1;
    const [first, end] = [clamp(from ?? 0, last), clamp(to ?? last, last)];
    this.#margins = first < end && (first > 0 || end < last) ? { from: first, to: end } : null;
    this.moveTo(0, 0);
  }

  /** Erases rows from one up to another, exclusive. Rows at the end of the page are removed. */
  eraseRows(from: number, to: number): void {
    for (let y = from; y < Math.min(to, this.rows.length); y++) this.rows[y] = emptyRow();
  }

  /** Moves the content of the screen above it, and leaves the screen empty. */
  clear(): void {
    const below = this.y - this.top;
    this.dropBlankEnd(0);
    this.top = this.rows.length;
    this.y = this.top + below;
    this.#margins = null;
  }

  /** Removes empty rows at the end, but keeps the first `least` rows. */
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
