import { characterAt } from '../character.ts';
import { tabWidth } from '../scanner.ts';
import { NO_STYLE, restyle } from '../style.ts';
import { controlSequence, simpleEscape } from './controls.ts';
import { Page, type PageRow, type PageSize } from './page.ts';
import type { Pen } from './pen.ts';

/** The lines that a program has drawn. */
export interface Drawn {
  /** Lines that can no longer change; each is returned once. */
  readonly settled: readonly string[];
  /** Lines on the screen, which can still change. */
  readonly open: readonly string[];
  /** Whether the last line is unfinished: no line feed has come after it. */
  readonly isUnfinished: boolean;
}

/** A longer sequence is not a sequence. */
const MAX_SEQUENCE_UNITS = 64 * 1024;

/**
 * The output of a program that moves the cursor up, as a terminal of that size would show it, with everything that has
 * scrolled out. Lines are whole: a line that took several rows is one line. They contain only text and styles.
 */
export class Drawing {
  readonly #pen: Pen;
  /** The beginning of a sequence. */
  #rest = '';
  /** How many rows have begun since the cursor last moved up. */
  rowsSinceMove = 0;

  constructor(size: PageSize) {
    this.#pen = { page: new Page(size), style: NO_STYLE, saved: { y: 0, x: 0, style: NO_STYLE }, isFullScreen: false };
  }

  resize(size: PageSize): void {
    this.#pen.page.size = size;
  }

  /** Takes the next text. It may end anywhere. */
  write(text: string): void {
    const all = this.#rest + text;
    this.#rest = '';
    for (let at = 0; at < all.length; ) {
      const unit = all.charCodeAt(at);
      if (unit === ESC) {
        const end = this.#escape(all, at);
        if (end === null) {
          if (all.length - at <= MAX_SEQUENCE_UNITS) this.#rest = all.slice(at);
          return;
        }
        at = end;
      } else if (unit < 0x20) {
        this.#control(unit);
        at++;
      } else {
        const { end, width } = characterAt(all, at);
        if (width !== 'dropped') this.#put(all.slice(at, end), width);
        at = end;
      }
    }
  }

  /** The current lines. */
  take(): Drawn {
    const { page, isFullScreen } = this.#pen;
    page.dropBlankEnd(isFullScreen ? page.top : page.y);
    let settledRows = page.top;
    // A line is settled when all of its rows are.
    while (!isFullScreen && settledRows > 0 && page.rows[settledRows]?.goesOn) settledRows--;
    const settled = linesOf(page.rows.slice(0, settledRows), isFullScreen);
    page.rows.splice(0, settledRows);
    page.top -= settledRows;
    page.y -= settledRows;
    this.#pen.saved = { ...this.#pen.saved, y: Math.max(this.#pen.saved.y - settledRows, 0) };
    return {
      settled,
      open: linesOf(page.rows, isFullScreen),
      isUnfinished: !isFullScreen && page.y === page.rows.length - 1,
    };
  }

  #put(text: string, width: 0 | 1 | 2): void {
    const { page, style } = this.#pen;
    if (width === 0) return page.row.cells.join(page.x, text);
    if (page.x + width > page.size.columns) {
      page.lineFeed(true);
      page.x = 0;
    }
    page.row.cells.put(page.x, text, width, style);
    page.x += width;
  }

  #control(unit: number): void {
    const { page } = this.#pen;
    if (unit === 13) page.x = 0;
    else if (unit === 8) page.x = Math.max(Math.min(page.x, page.size.columns) - 1, 0);
    else if (unit === 9) page.x = Math.min(page.x + tabWidth(page.x), page.size.columns - 1);
    else if (unit >= 10 && unit <= 12) {
      page.restrain();
      page.lineFeed();
      this.rowsSinceMove++;
      // A terminal in its usual mode does both at once.
      if (!this.#pen.isFullScreen) page.x = 0;
    }
  }

  /** Performs the sequence at `at`. Returns its end; null if that has not come yet. */
  #escape(text: string, at: number): number | null {
    CONTROL.lastIndex = at;
    const control = CONTROL.exec(text);
    if (control) {
      const [, prefix = '', parameters = '', final = ''] = control;
      if (final === 'm' && prefix === '') this.#pen.style = restyle(this.#pen.style, parameters);
      else if (controlSequence(this.#pen, prefix, parameters, final)) this.rowsSinceMove = 0;
      return CONTROL.lastIndex;
    }
    STRING.lastIndex = at;
    if (STRING.test(text)) return STRING.lastIndex;
    if (UNFINISHED.test(text.slice(at, at + MAX_SEQUENCE_UNITS))) return null;
    OTHER.lastIndex = at;
    if (!OTHER.test(text)) return at + 1;
    if (simpleEscape(this.#pen, text.slice(at + 1, OTHER.lastIndex))) this.rowsSinceMove = 0;
    return OTHER.lastIndex;
  }
}

const ESC = 0x1b;
const CONTROL = /\x1b\[([<-?]?)([0-9:;]*)(?:[ -/]*)([@-~])/y;
const STRING = /\x1b[\]PX^_k][^\x07\x1b]*(?:\x07|\x1b\\)/y;
const UNFINISHED = /^\x1b(?:\[[0-?]*[ -/]*|[\]PX^_k][^\x07\x1b]*\x1b?|[ -/]*)$/;
const OTHER = /\x1b[ -/]*[0-~]/y;

/** On a full screen, each row is a line. */
function linesOf(rows: readonly PageRow[], isFullScreen: boolean): string[] {
  const lines: string[] = [];
  for (const { cells, goesOn } of rows) {
    if (goesOn && !isFullScreen && lines.length > 0) lines[lines.length - 1] += `${cells}`;
    else lines.push(`${cells}`);
  }
  return lines;
}
