import { forRow } from '../safe/terminal.ts';
import { fitSpans, widthOf } from './model/fit.ts';
import type { FrameView } from './model/frame.ts';
import type { Rect } from './model/layout.ts';
import { plainSpan, type Span, type Spans } from './model/span.ts';
import { sgrOf, spanStyleIn } from './model/theme.ts';

/** A piece of the frame in its place. */
interface Put {
  readonly x: number;
  readonly y: number;
  readonly spans: Spans;
}

/**
 * Draws the rows of a frame with their styles, without Ink. Ink takes ten times as long to load. Until then, the screen
 * has the same words in the same places.
 */
export function drawPlainly(view: FrameView): readonly string[] {
  return rowsOf(view).map((row) => drawRow(row, view.theme));
}

/** The rows of a frame from the left edge on, with all pieces that are beside each other. */
export function rowsOf(view: FrameView): readonly Spans[] {
  const rows: Put[][] = Array.from({ length: view.layout.rows }, () => []);
  for (const put of placed(view)) rows[put.y]?.push(put);
  return rows.map(beside);
}

function placed(view: FrameView): readonly Put[] {
  const { layout, header, treeTitle, tree, title, footer, problems, cover, inPane, dialog } = view;
  const at = (rect: Pick<Rect, 'x' | 'y'> | null, spans: Spans | null, y = 0): readonly Put[] =>
    rect && spans ? [{ x: rect.x, y: rect.y + y, spans }] : [];
  const bars = [...at(layout.header, header), ...at(layout.footer, footer)];
  if (cover) {
    const top = layout.header ? 1 : 0;
    return [...bars, ...cover.flatMap((spans, y) => at({ x: 1, y: top }, spans, y))];
  }
  const place = layout.tree;
  const isSplit = layout.kind === 'split' && place !== null;
  const divider = { text: view.vertical, tone: 'quiet' } as const;
  return [
    ...bars,
    ...(isSplit ? at({ x: 0, y: place.y - 1 }, treeTitle) : []),
    ...tree.flatMap((spans, y) => at(place, spans, y)),
    ...(isSplit
      ? Array.from({ length: place.height }, (_, y): Put => ({ x: place.width, y: place.y + y, spans: [divider] }))
      : []),
    ...at(layout.title, title),
    ...(dialog ? boxed(dialog, view.ascii) : (inPane ?? []).flatMap((spans, y) => at(layout.pane, spans, y))),
    ...problems.flatMap((spans, y) => at(layout.problems, spans, y)),
  ];
}

/** A dialog in its box. */
function boxed({ rows, rect }: NonNullable<FrameView['dialog']>, ascii: boolean): readonly Put[] {
  const [corners, across, down] = ascii ? ['++++', '-', '|'] : ['╭╮╰╯', '─', '│'];
  const inner = rect.width - 4;
  const edge = (left: string, right: string) => [plainSpan(left + across.repeat(rect.width - 2) + right)];
  const body = rows.map(
    (spans): Spans => [plainSpan(`${down} `), ...fitSpans(spans, inner, ''), plainSpan(` ${down}`)],
  );
  return [edge(corners[0] ?? '', corners[1] ?? ''), ...body, edge(corners[2] ?? '', corners[3] ?? '')].map(
    (spans, y) => ({ x: rect.x, y: rect.y + y, spans }),
  );
}

/** Joins the pieces of one row, with blanks between them. */
function beside(puts: readonly Put[]): Spans {
  const spans: Span[] = [];
  let column = 0;
  for (const put of [...puts].sort((a, b) => a.x - b.x)) {
    if (put.x > column) spans.push(plainSpan(' '.repeat(put.x - column)));
    spans.push(...put.spans);
    column = Math.max(put.x, column) + widthOf(put.spans);
  }
  return spans;
}

/** One row with its styles, as Ink draws it. */
export function drawRow(spans: Spans, theme: FrameView['theme']): string {
  const text = spans
    .map((span) => {
      const { color, bold, dim, inverse } = spanStyleIn(span, theme);
      const on = [bold && '1', dim && '2', inverse && '7', color !== null && sgrOf(color)].filter(Boolean).join(';');
      const shown = forRow(span.text);
      return on === '' ? shown : `\x1b[${on}m${shown}\x1b[0m`;
    })
    .join('');
  return text.replace(/ +$/, '');
}
