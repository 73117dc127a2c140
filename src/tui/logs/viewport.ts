import type { LogView } from './log-view.ts';

/** The part of a log on the screen: the newest lines, or from one row of one line on. */
export type Viewport =
  | { readonly follow: true }
  | {
      readonly follow: false;
      /** Number of the line at the top. */
      readonly top: number;
      /** Which row of that line, if it is wrapped. */
      readonly row: number;
      /** Later numbers are new lines. */
      readonly seen: number;
    };

export const FOLLOW: Viewport = { follow: true };

/** What a viewport scrolls over. */
export interface ScrollContent {
  readonly view: LogView;
  /** Rows of the pane. */
  readonly height: number;
  /** How many rows a line takes: 1, unless lines are wrapped. */
  heightOf(number: number): number;
}

interface TopRow {
  readonly top: number;
  readonly row: number;
}

/** The place of the first row; null if there is nothing to show. */
export function topRowOf(viewport: Viewport, content: ScrollContent): TopRow | null {
  if (content.view.first === null) return null;
  if (viewport.follow) return bottom(content);
  const top = content.view.step(viewport.top, 0);
  const place = { top, row: top === viewport.top ? viewport.row : 0 };
  // The view cannot start further down than this, so that lines always fill the pane, even after a filter.
  const last = bottom(content);
  return last.top < place.top || (last.top === place.top && last.row < place.row) ? last : place;
}

/** Scrolls down by this many rows (or up with a negative number). At the very end, it follows again. */
export function scrolled(viewport: Viewport, by: number, content: ScrollContent): Viewport {
  const place = topRowOf(viewport, content);
  if (!place) return FOLLOW;
  const moved = move(place, by, content);
  const last = bottom(content);
  const isLast = moved.top > last.top || (moved.top === last.top && moved.row >= last.row);
  if (isLast && by >= 0) return FOLLOW;
  return { follow: false, ...moved, seen: viewport.follow ? content.view.end : viewport.seen };
}

/** With this line in the middle of the pane, or as near to it as possible. */
export function centered(viewport: Viewport, number: number, content: ScrollContent): Viewport {
  if (content.view.first === null) return viewport;
  const { top, row } = move({ top: number, row: 0 }, -Math.floor(content.height / 2), content);
  return { follow: false, top, row, seen: viewport.follow ? content.view.end : viewport.seen };
}

/** From the oldest line on. */
export function oldest(viewport: Viewport, { view }: ScrollContent): Viewport {
  if (view.first === null) return viewport;
  return { follow: false, top: view.first, row: 0, seen: viewport.follow ? view.end : viewport.seen };
}

/** The lines on the screen, each with its visible rows. The last line may be cut off. */
export function visible(
  viewport: Viewport,
  content: ScrollContent,
): readonly { readonly number: number; readonly row: number }[] {
  const place = topRowOf(viewport, content);
  const rows: { number: number; row: number }[] = [];
  if (!place) return rows;
  let { top: number, row } = place;
  while (rows.length < content.height) {
    const height = content.heightOf(number);
    for (; row < height && rows.length < content.height; row++) rows.push({ number, row });
    const next = content.view.step(number, 1);
    if (next === number) break;
    number = next;
    row = 0;
  }
  return rows;
}

/** The place from which the newest lines fill the pane. */
function bottom(content: ScrollContent): TopRow {
  const last = content.view.last as number;
  const place = { top: last, row: Math.max(content.heightOf(last) - 1, 0) };
  return move(place, -(content.height - 1), content);
}

function move({ top, row }: TopRow, by: number, { view, heightOf }: ScrollContent): TopRow {
  let left = Math.abs(by);
  while (left > 0) {
    const inLine = by > 0 ? heightOf(top) - 1 - row : row;
    if (left <= inLine) return { top, row: by > 0 ? row + left : row - left };
    const next = view.step(top, by > 0 ? 1 : -1);
    if (next === top) return { top, row: by > 0 ? Math.max(heightOf(top) - 1, 0) : 0 };
    left -= inLine + 1;
    top = next;
    row = by > 0 ? 0 : Math.max(heightOf(top) - 1, 0);
  }
  return { top, row };
}
