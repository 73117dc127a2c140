import { textWidth, truncate } from '../../text/width.ts';
import { plainSpan, type Span, type Spans } from './span.ts';

/** The width of spans in columns. */
export function widthOf(spans: Spans): number {
  return spans.reduce((width, { text }) => width + textWidth(text), 0);
}

/** Fits spans into exactly `width` columns: cuts them, with a mark, or adds blanks. */
export function fitSpans(spans: Spans, width: number, ellipsis: string): Spans {
  const fitted: Span[] = [];
  let left = width;
  for (const span of spans) {
    if (left <= 0) break;
    const text = textWidth(span.text) <= left ? span.text : truncate(span.text, left, ellipsis);
    fitted.push({ ...span, text });
    left -= textWidth(text);
    if (text !== span.text) break;
  }
  return left > 0 ? [...fitted, plainSpan(' '.repeat(left))] : fitted;
}

/** Puts one part at the left edge and one at the right. If there is no room for both, cuts the left one. */
export function spread(left: Spans, right: Spans, width: number, how: { ellipsis: string; fill?: Span }): Spans {
  const rightWidth = widthOf(right);
  if (rightWidth >= width) return fitSpans(right, width, how.ellipsis);
  const room = width - rightWidth;
  const leftWidth = widthOf(left);
  if (leftWidth >= room || !how.fill) return [...fitSpans(left, room, how.ellipsis), ...right];
  return [...left, { ...how.fill, text: how.fill.text.repeat(room - leftWidth) }, ...right];
}
