import { NO_STYLE, type Style, transition } from './style.ts';

/** One row of the screen: text that holds no sequences but SGR and leaves no style behind. */
export interface Row {
  readonly text: string;
  /** Columns that it takes. */
  readonly width: number;
}

/** A row that is being filled from the left. */
export interface RowBuilder {
  /** Columns filled so far. */
  readonly width: number;
  put(text: string, width: number, style: Style): void;
  finish(): Row;
}

/** Styles are switched only where text in another style follows, so an empty stretch of colours costs nothing. */
export function createRow(): RowBuilder {
  return new Builder();
}

/** A class, for there are thousands a second: a literal with a getter is a slow object. */
class Builder implements RowBuilder {
  width = 0;
  #text = '';
  #style = NO_STYLE;

  put(piece: string, columns: number, style: Style): void {
    if (style !== this.#style) this.#text += transition(this.#style, style);
    this.#style = style;
    this.#text += piece;
    this.width += columns;
  }

  finish(): Row {
    return { text: this.#style === NO_STYLE ? this.#text : `${this.#text}\x1b[0m`, width: this.width };
  }
}
