import { cut, plain, wrap } from '../../text/cut.ts';
import { textWidth } from '../../text/width.ts';
import type { Model, SelectedPart, Spot } from '../model/model.ts';
import type { Line } from './line.ts';
import { prefixWidth } from './prefix.ts';
import { shownText } from './shown.ts';
import { type ScrollContent, type Viewport, visible } from './viewport.ts';

/** The part of a line in one row of the pane, in columns of the shown text. `to` is exclusive. */
export interface RowPart {
  readonly from: number;
  readonly to: number;
}

/** The text of a line of output as it is shown, without styles. */
export function plainText(line: Line, model: Pick<Model, 'raw' | 'theme' | 'search'>): string {
  return plain(shownText(line, { ...model, color: false }));
}

/** Which columns of a text are in its row number `row`. `width` is that of the pane without the prefix. */
export function rowPartOf(text: string, row: number, model: Pick<Model, 'wrap' | 'left'>, width: number): RowPart {
  if (!model.wrap) return { from: model.left, to: model.left + width };
  const widths = wrap(text, { width, color: false }).map((part) => part.width);
  const from = widths.slice(0, row).reduce((sum, next) => sum + next, 0);
  return { from, to: from + (widths[row] ?? 0) };
}

/**
 * The character at a place of the log pane, counted from its top left corner. Below the last line, a character of the
 * last line; null if there are no lines.
 */
export function spotAt(
  { x, y }: { readonly x: number; readonly y: number },
  shown: {
    readonly model: Model;
    readonly viewport: Viewport;
    readonly content: ScrollContent;
    readonly paneWidth: number;
  },
): Spot | null {
  const { model, content } = shown;
  const rows = visible(shown.viewport, content);
  const seen = rows[y] ?? rows.at(-1);
  const line = seen && content.view.at(seen.number);
  if (!line) return null;
  const lead = prefixWidth(model);
  const { from } = rowPartOf(plainText(line, model), seen.row, model, Math.max(shown.paneWidth - lead, 1));
  return { number: seen.number, column: from + Math.max(x - lead, 0) };
}

/** The word, path or address at a column of a text, which a double click selects. Null if there is none. */
export function wordAt(text: string, column: number): RowPart | null {
  for (const match of text.matchAll(WORD)) {
    const word = match[0].replace(TRAILING, '');
    const from = textWidth(text.slice(0, match.index));
    const to = from + textWidth(word);
    if (column >= from && column < to) return { from, to };
  }
  return null;
}

/** Terminals take paths and addresses for one word. */
const WORD = /[\p{L}\p{M}\p{N}_\-./:~?&=%+#@\\$]+/gu;
/** Characters that end a sentence, not an address. */
const TRAILING = /[.:?]+$/;

/** The text between two columns. */
export function partText(text: string, { from, to }: Pick<SelectedPart, 'from' | 'to'>): string {
  return cut(text, { from, width: to - from, color: false }).text;
}
