import { Box, Text } from 'ink';
import { createContext, memo, useContext } from 'react';
import { forRow } from '../../safe/terminal.ts';
import type { FrameView } from '../model/frame.ts';
import { isSameSpan, type Spans } from '../model/span.ts';
import { type SpanStyle, spanStyleIn, type Theme } from '../model/theme.ts';

/** The colours of spans; null for none. */
const Colors = createContext<Theme | null>(null);

/** The frame of the screen: everything except the log rows, whose place stays blank. */
export function Frame({ view }: { readonly view: FrameView }) {
  const { columns, rows } = view.layout;
  return (
    <Colors value={view.theme}>
      <Box flexDirection="column" width={columns} height={rows}>
        {view.header && <Row spans={view.header} />}
        {view.cover ? <Cover view={view} /> : <Body view={view} />}
        {view.problems.length > 0 && !view.cover && <Rows rows={view.problems} height={view.problems.length} />}
        {view.footer && <Row spans={view.footer} />}
      </Box>
    </Colors>
  );
}

/** The tree beside the log, or above it. */
function Body({ view }: { readonly view: FrameView }) {
  const { layout, title, treeTitle } = view;
  if (layout.kind !== 'split' || !layout.tree) {
    return (
      <Box flexDirection="column" flexGrow={1}>
        {layout.tree && <Rows rows={view.tree} height={layout.tree.height} />}
        {title && <Row spans={title} />}
        <Pane view={view} />
      </Box>
    );
  }
  const { tree } = layout;
  return (
    <Box flexDirection="column" flexGrow={1}>
      <Row spans={[...(treeTitle ?? []), ...(title ?? [])]} />
      <Box height={tree.height}>
        <Box width={tree.width}>
          <Rows rows={view.tree} height={tree.height} />
        </Box>
        <Box width={1}>
          <Rows
            rows={Array.from({ length: tree.height }, () => [{ text: view.vertical, tone: 'quiet' }])}
            height={tree.height}
          />
        </Box>
        <Pane view={view} />
      </Box>
    </Box>
  );
}

/** The place of the log: blank, or with a text or a dialog. */
function Pane({ view }: { readonly view: FrameView }) {
  const { pane } = view.layout;
  const { dialog, inPane } = view;
  if (dialog) {
    const { rect, rows } = dialog;
    return (
      <Box width={pane.width} height={pane.height} paddingLeft={rect.x - pane.x} paddingTop={rect.y - pane.y}>
        <Box
          borderStyle={view.ascii ? 'classic' : 'round'}
          flexDirection="column"
          width={rect.width}
          height={rect.height}
          paddingX={1}
        >
          <Rows rows={rows} height={rect.height - 2} />
        </Box>
      </Box>
    );
  }
  return (
    <Box width={pane.width} height={pane.height}>
      {inPane && <Rows rows={inPane} height={pane.height} />}
    </Box>
  );
}

function Cover({ view }: { readonly view: FrameView }) {
  const { columns, rows, header, footer } = view.layout;
  const height = rows - (header ? 1 : 0) - (footer ? 1 : 0);
  return (
    <Box width={columns} height={height} paddingX={1}>
      <Rows rows={view.cover ?? []} height={height} />
    </Box>
  );
}

/** Most rows of a frame are unchanged, and are not rendered again. */
const Row = memo(DrawnRow, (before, after) => isSame(before.spans, after.spans));

function isSame(before: Spans, after: Spans): boolean {
  return before.length === after.length && before.every((span, i) => isSameSpan(span, after[i]));
}

function Rows({ rows, height }: { readonly rows: readonly Spans[]; readonly height: number }) {
  return (
    <Box flexDirection="column" height={height}>
      {rows.map((spans, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
        <Row key={i} spans={spans} />
      ))}
    </Box>
  );
}

function DrawnRow({ spans }: { readonly spans: Spans }) {
  const theme = useContext(Colors);
  return (
    <Box height={1} flexShrink={0}>
      <Text wrap="truncate">
        {spans.map((span, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a span is its place
          <Text key={i} {...inkStyle(spanStyleIn(span, theme))}>
            {forRow(span.text)}
          </Text>
        ))}
      </Text>
    </Box>
  );
}

function inkStyle({ color, bold, dim, inverse }: SpanStyle) {
  return { bold, dimColor: dim, inverse, ...(color === null ? {} : { color: inkColor(color) }) };
}

/** A colour of the palette for Ink. The first sixteen use names, so that the terminal's own colours apply. */
function inkColor(color: number): string {
  if (color >= 16) return `ansi256(${color})`;
  const name = NAMES[color % 8] as string;
  return color < 8 ? name : `${name}Bright`;
}

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
