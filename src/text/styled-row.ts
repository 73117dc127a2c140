import { NO_STYLE, type Style, transition } from './style.ts';

/** One row of the screen: text that contains only SGR sequences, and resets its style at the end. */
export interface StyledRow {
  readonly text: string;
  /** Its width in columns. */
  readonly width: number;
}

/** Builds a row from the left. */
export interface StyledRowBuilder {
  /** Columns filled so far. */
  readonly width: number;
  put(text: string, width: number, style: Style): void;
  finish(): StyledRow;
}

/** Switches styles only before text in another style, so a stretch of colours without text costs nothing. */
export function createStyledRow(): StyledRowBuilder {
  return new Builder();
}

/** A class, because there are thousands per second, and an object literal with a getter is slow. */
class Builder implements StyledRowBuilder {
  width = 0;
  #text = '';
  #style = NO_STYLE;

  put(piece: string, columns: number, style: Style): void {
    if (style !== this.#style) this.#text += transition(this.#style, style);
    this.#style = style;
    this.#text += piece;
    this.width += columns;
  }

  finish(): StyledRow {
    return { text: this.#style === NO_STYLE ? this.#text : `${this.#text}\x1b[0m`, width: this.width };
  }
}
