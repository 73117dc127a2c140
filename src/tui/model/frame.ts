import type { News } from '../logs/logs.ts';
import { type BarFacts, headerSpans, tinySpans, treeTitleSpans } from './bars.ts';
import { detailsRows } from './details-rows.ts';
import { dialogRows } from './dialog-rows.ts';
import { type DisplayStatus, displayStatusOf, type Glyphs, glyphs } from './display-status.ts';
import { fitSpans, spread } from './fit.ts';
import { footerSpans } from './footer.ts';
import { helpRows } from './help.ts';
import { type Layout, layoutOf, type Rect } from './layout.ts';
import { type Details, entryNamed, type Model } from './model.ts';
import { problemRoom, problemRows } from './problems.ts';
import type { Spans } from './span.ts';
import type { Theme } from './theme.ts';
import { titleSpans } from './title.ts';
import { itemsOf } from './tree-lines.ts';
import { treeRows } from './tree-rows.ts';
import { whyRows } from './why-rows.ts';

/** Everything on the screen except the log rows, as words and places. Does not say how to draw it. */
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
  /** Without a theme, spans have no colours. */
  readonly theme: Theme | null;
  /** The first visible row of scrolled text (details, help). The last page is always full. */
  readonly scrolled: number | null;
  /** Shown instead of the log. */
  readonly inPane: readonly Spans[] | null;
  /** Shown instead of everything between header and footer. */
  readonly cover: readonly Spans[] | null;
  /** A box in front of the log, and its place. */
  readonly dialog: { readonly rows: readonly Spans[]; readonly rect: Rect } | null;
}

/** The current layout of the screen. */
export function layoutOfModel(model: Model): Layout {
  const wanted = rowsOfProblems(model, problemRoom(model.rows)).length;
  return layoutOf({ ...model, services: itemsOf(model).length, problems: wanted });
}

/** The rows of problems, each with its service. */
export function rowsOfProblems(model: Model, height: number) {
  return problemRows(model.problems, { width: model.columns, height, glyphs: glyphs(model.ascii) });
}

/** The frame of a model. */
export function frameOf(
  model: Model,
  facts: Omit<BarFacts, 'glyphs'> & {
    readonly news: (name: string) => News;
    /** The shown log is that of one service, and contains none of its output. */
    readonly silent: boolean;
  },
): FrameView {
  const layout = layoutOfModel(model);
  const bars: BarFacts = { ...facts, glyphs: glyphs(model.ascii) };
  const { header, tree, title, footer, pane, kind } = layout;
  const details = model.details && detailsPage(model, model.details, { glyphs: bars.glyphs, pane });
  const help = helpPage(model, layout);
  const box = dialogIn(model, bars, layout);
  const treeFacts = { model, glyphs: bars.glyphs, nowMs: facts.nowMs, news: facts.news };
  return {
    layout,
    header: header && (kind === 'tiny' ? tinySpans : headerSpans)(model, bars, header.width),
    treeTitle: kind === 'split' && tree ? treeTitleSpans(model, bars, tree) : null,
    tree: tree ? treeRows({ ...treeFacts, width: tree.width, height: tree.height }) : [],
    title: title && titleSpans(model, bars, title.width, kind === 'split'),
    problems: layout.problems ? rowsOfProblems(model, layout.problems.height).map(({ spans }) => spans) : [],
    footer: footer && footerSpans(model, bars, footer.width),
    vertical: bars.glyphs.vertical,
    ascii: model.ascii,
    theme: model.color ? model.theme : null,
    scrolled: (help ?? details)?.first ?? null,
    inPane: details?.rows ?? silentRows(model, facts, bars.glyphs, pane),
    cover: help?.rows ?? box.cover,
    dialog: box.dialog,
  };
}

/** Shown instead of an empty log: why the service is in its state, unless all is well. */
function silentRows(
  model: Model,
  { silent, nowMs }: { readonly silent: boolean; readonly nowMs: number },
  drawn: Glyphs,
  pane: Rect,
): readonly Spans[] | null {
  const entry = entryNamed(model, model.selected);
  if (!silent || !entry || model.attached !== null || CONTENT.includes(displayStatusOf(entry.row))) return null;
  const rows = whyRows(model, entry, { nowMs, width: pane.width });
  return rows.slice(0, pane.height).map((row) => fitSpans(row, pane.width, drawn.ellipsis));
}

/** Normal states, which need no explanation. */
const CONTENT: readonly DisplayStatus[] = ['ready', 'done', 'ended'];

/** A page of a text, and its first row. */
interface Page {
  readonly rows: readonly Spans[];
  readonly first: number;
}

/** Rows of a text from one on. The last page stays full. */
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

/**
 * The help instead of everything between header and footer. Its first row says how to close it, and what is out of
 * sight.
 */
function helpPage(model: Model, { columns, rows, header, footer }: Layout): Page | null {
  if (model.dialog?.is !== 'help') return null;
  const height = rows - (header ? 1 : 0) - (footer ? 1 : 0) - 1;
  const width = columns - 2;
  const all = helpRows(width, model);
  const page = paged(all, model.dialog.scroll, Math.max(height, 0));
  const drawn = glyphs(model.ascii);
  const below = Math.max(all.length - page.first - height, 0);
  const unseen = [page.first > 0 && `${drawn.above}${page.first}`, below > 0 && `${drawn.below}${below}`];
  const right = unseen.filter(Boolean).join(' ');
  const heading = spread([{ text: 'HELP', bold: true }, { text: '  esc closes' }], [{ text: right }], width, {
    ellipsis: drawn.ellipsis,
  });
  return { ...page, rows: [heading, ...page.rows] };
}

/** The model with its scroll position at the shown row, so that keys pressed past the end need not be undone. */
export function scrolledTo(model: Model, first: number | null): Model {
  const { dialog, details } = model;
  if (first === null) return model;
  if (dialog?.is === 'help')
    return dialog.scroll === first ? model : { ...model, dialog: { ...dialog, scroll: first } };
  return details && details.scroll !== first ? { ...model, details: { ...details, scroll: first } } : model;
}

const BORDERS = 4;
const MAX_BOX = 64;

/** A dialog in a box in front of the log; if the log is too small, instead of everything. */
function dialogIn(model: Model, { glyphs }: BarFacts, layout: Layout): Pick<FrameView, 'dialog' | 'cover'> {
  const { dialog } = model;
  if (!dialog || dialog.is === 'help') return { dialog: null, cover: null };
  const { pane, columns, rows, header, footer } = layout;
  const width = Math.min(MAX_BOX, pane.width);
  const boxed = dialogRows(model, dialog, { glyphs, width: width - BORDERS, height: Math.min(pane.height - 2, 16) });
  const least = dialog.is === 'palette' ? LEAST_PALETTE : boxed.length;
  if (pane.width <= BORDERS || pane.height < least + 2) {
    const height = Math.max(rows - (header ? 1 : 0) - (footer ? 1 : 0), 1);
    const all = dialogRows(model, dialog, { glyphs, width: Math.max(columns - 2, 1), height });
    const fit = (spans: Spans) => fitSpans(spans, Math.max(columns - 2, 1), glyphs.ellipsis);
    return { dialog: null, cover: all.slice(0, height).map(fit) };
  }
  const height = boxed.length + 2;
  const rect = {
    x: pane.x + Math.floor((pane.width - width) / 2),
    y: pane.y + Math.floor((pane.height - height) / 2),
    width,
    height,
  };
  return {
    dialog: { rows: boxed.map((spans) => fitSpans(spans, width - BORDERS, glyphs.ellipsis)), rect },
    cover: null,
  };
}

/** With fewer rows, choosing is impossible. */
const LEAST_PALETTE = 8;
