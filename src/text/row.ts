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
  let text = '';
  let width = 0;
  let current = NO_STYLE;

  return {
    get width() {
      return width;
    },
    put(piece, columns, style) {
      if (style !== current) text += transition(current, style);
      current = style;
      text += piece;
      width += columns;
    },
    finish: () => ({ text: current === NO_STYLE ? text : `${text}\x1b[0m`, width }),
  };
}
