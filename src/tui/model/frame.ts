import type { Unread } from '../logs/logs.ts';
import { type BarFacts, headerSpans, tinySpans, treeTitleSpans } from './bars.ts';
import { detailsRows } from './details-rows.ts';
import { dialogRows } from './dialog-rows.ts';
import { fitSpans } from './fit.ts';
import { footerSpans } from './footer.ts';
import { helpRows } from './help.ts';
import { type Layout, layoutOf, type Rect } from './layout.ts';
import { itemsOf } from './lines.ts';
import { glyphs } from './look.ts';
import type { Details, Model } from './model.ts';
import { problemRoom, problemRows } from './problems.ts';
import type { Spans } from './span.ts';
import { titleSpans } from './title.ts';
import { treeRows } from './tree-rows.ts';

/** Everything of the screen but the log rows, in words and places: what is to be drawn, and not how. */
export interface FrameView {
  readonly layout: Layout;
  readonly header: Spans | null;
  readonly treeTitle: Spans | null;
  readonly tree: readonly Spans[];
  readonly title: Spans | null;
  readonly footer: Spans | null;
  readonly problems: readonly Spans[];
  /** The character between tree and log, and those of a box. */
  readonly vertical: string;
  readonly ascii: boolean;
  /** Without it, spans are drawn in no colour of theirs. */
  readonly color: boolean;
  /** The first row that is shown of what is scrolled (details, help): never so far down that the last page is not full. */
  readonly scrolled: number | null;
  /** In place of the log. */
  readonly inPane: readonly Spans[] | null;
  /** In place of everything between header and footer. */
  readonly cover: readonly Spans[] | null;
  /** A box in front of the log, and where. */
  readonly dialog: { readonly rows: readonly Spans[]; readonly rect: Rect } | null;
}

/** The layout of the screen as it is now. */
export function layoutOfModel(model: Model): Layout {
  const wanted = rowsOfProblems(model, problemRoom(model.rows)).length;
  return layoutOf({ ...model, services: itemsOf(model).length, problems: wanted });
}

/** The rows of problems, each with the service to which it belongs. */
export function rowsOfProblems(model: Model, height: number) {
  return problemRows(model.problems, { width: model.columns, height, glyphs: glyphs(model.ascii) });
}

/** What of the model the frame shows. */
export function frameOf(
  model: Model,
  facts: Omit<BarFacts, 'glyphs'> & {
    readonly unread: (name: string) => Unread | null;
  },
): FrameView {
  const layout = layoutOfModel(model);
  const bars: BarFacts = { ...facts, glyphs: glyphs(model.ascii) };
  const { header, tree, title, footer, pane, kind } = layout;
  const details = model.details && detailsPage(model, model.details, { glyphs: bars.glyphs, pane });
  const help = helpPage(model, layout);
  const treeFacts = { model, glyphs: bars.glyphs, nowMs: facts.nowMs, unread: facts.unread };
  return {
    layout,
    header: header && (kind === 'tiny' ? tinySpans : headerSpans)(model, bars, header.width),
    treeTitle: kind === 'split' && tree ? treeTitleSpans(model, bars, tree.width) : null,
    tree: tree ? treeRows({ ...treeFacts, width: tree.width, height: tree.height }) : [],
    title: title && titleSpans(model, bars, title.width, kind === 'split'),
    problems: layout.problems ? rowsOfProblems(model, layout.problems.height).map(({ spans }) => spans) : [],
    footer: footer && footerSpans(model, bars, footer.width),
    vertical: bars.glyphs.vertical,
    ascii: model.ascii,
    color: model.color,
    scrolled: (help ?? details)?.first ?? null,
    inPane: details?.rows ?? null,
    cover: help?.rows ?? null,
    dialog: dialogBox(model, bars, pane),
  };
}

/** A page of a text, and its first row. */
interface Page {
  readonly rows: readonly Spans[];
  readonly first: number;
}

/** Rows of a text, from one on; the last page stays full. */
function paged(rows: readonly Spans[], scroll: number, height: number): Page {
  const first = Math.min(scroll, Math.max(rows.length - height, 0));
  return { rows: rows.slice(first, first + height), first };
}

function detailsPage(
  model: Model,
  { scroll }: Details,
  { pane, ...how }: Pick<Parameters<typeof detailsRows>[1], 'glyphs'> & { readonly pane: Rect },
): Page {
  const page = paged(detailsRows(model, { ...how, width: pane.width }), scroll, pane.height);
  return { ...page, rows: page.rows.map((row) => fitSpans(row, pane.width, how.glyphs.ellipsis)) };
}

function helpPage(model: Model, { columns, rows, header, footer }: Layout): Page | null {
  if (model.dialog?.is !== 'help') return null;
  const height = rows - (header ? 1 : 0) - (footer ? 1 : 0);
  return paged(helpRows(columns - 2, model.ascii), model.dialog.scroll, height);
}

/** The model with what is scrolled at the row that is shown: keys that went past the end need not be undone. */
export function scrolledTo(model: Model, first: number | null): Model {
  const { dialog, details } = model;
  if (first === null) return model;
  if (dialog?.is === 'help')
    return dialog.scroll === first ? model : { ...model, dialog: { ...dialog, scroll: first } };
  return details && details.scroll !== first ? { ...model, details: { ...details, scroll: first } } : model;
}

const BORDERS = 4;
const MAX_BOX = 64;

function dialogBox(model: Model, { glyphs }: BarFacts, pane: Rect): FrameView['dialog'] {
  if (!model.dialog || model.dialog.is === 'help' || pane.width <= BORDERS) return null;
  const width = Math.min(MAX_BOX, pane.width);
  const inner = { glyphs, width: width - BORDERS, height: pane.height };
  const rows = dialogRows(model, model.dialog, inner).slice(0, Math.max(pane.height - 2, 1));
  const height = Math.min(rows.length + 2, pane.height);
  return {
    rows,
    rect: {
      x: pane.x + Math.floor((pane.width - width) / 2),
      y: pane.y + Math.floor((pane.height - height) / 2),
      width,
      height,
    },
  };
}
