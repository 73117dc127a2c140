import type { FrameView } from './model/frame.ts';
import { isSameSpan, type Spans } from './model/span.ts';
import { drawRow, rowsOf } from './plain-frame.ts';

/** Draws a whole frame: its rows with their styles. */
export type DrawFrame = (view: FrameView) => readonly string[];

/** A drawn frame, and the function that drew it. */
interface DrawnFrame {
  readonly draw: DrawFrame;
  readonly places: string;
  readonly theme: FrameView['theme'];
  readonly rows: readonly Spans[];
  readonly texts: readonly string[];
}

/**
 * Draws one frame after another. If parts of the frame have moved, the whole frame is laid out and drawn. Otherwise,
 * only changed rows are drawn: a time that grows costs one row, and not a whole frame of Ink.
 */
export function createFrameRows(): (view: FrameView, draw: DrawFrame) => readonly string[] {
  let last: DrawnFrame | null = null;
  return (view, draw) => {
    const now = { draw, places: placesIn(view), theme: view.theme, rows: rowsOf(view) };
    const isLaidOut = last?.draw === draw && last.places === now.places && last.theme === now.theme;
    const texts = last && isLaidOut ? changedRows(last, now) : draw(view);
    last = { ...now, texts };
    return texts;
  };
}

function changedRows(last: DrawnFrame, { rows, theme }: Pick<DrawnFrame, 'rows' | 'theme'>): readonly string[] {
  return rows.map((row, y) => (isSame(row, last.rows[y]) ? (last.texts[y] ?? '') : drawRow(row, theme)));
}

function isSame(row: Spans, other: Spans | undefined): boolean {
  return row.length === other?.length && row.every((span, i) => isSameSpan(span, other[i]));
}

/** The positions of all parts, as a text to compare. */
function placesIn({ layout, dialog, cover, inPane, ascii }: FrameView): string {
  return JSON.stringify([layout, dialog?.rect ?? null, cover !== null, inPane !== null, ascii]);
}
