import { FOLLOW } from '../logs/viewport.ts';
import { treeColumns } from '../model/layout.ts';
import { entryNamed, type Model } from '../model/model.ts';
import { itemsOf } from '../model/tree-lines.ts';
import { type Act, type ActionResult, type Context, info, problem } from './context.ts';
import { viewportOf, withViewport } from './logs.ts';
import { goTo } from './selecting.ts';
import { toggled } from './services.ts';

/** The effects of the keys for the screen. */
export const viewActions = {
  help: () => ({ set: { dialog: { is: 'help', scroll: 0 } } }),
  quit: () => ({ set: { dialog: { is: 'quit' } } }),
  'all-logs': ({ model }) => {
    const { selected, before } = model;
    if (selected !== null) return { set: { ...goTo(model, null).set, before: selected } };
    return before !== null && entryNamed(model, before) ? goTo(model, before) : {};
  },
  mute: ({ model, nowMs }) => {
    if (model.selected === null)
      return { set: info('mute what? Select a service first: arrows, or its number', nowMs) };
    const muted = toggled(model.muted, model.selected);
    const text = muted.has(model.selected) ? 'is muted in all services' : 'is no longer muted';
    return { set: { muted, ...info(`${model.selected} ${text}`, nowMs) } };
  },
  zoom: ({ model }) => zoomed(model, !model.zoom),
  'hide-tree': ({ model }) => ({ set: { treeHidden: !model.treeHidden } }),
  narrower: ({ model }) => ({ set: { treeWidth: treeColumns(model.columns, treeWidthOf(model) - TREE_STEP) } }),
  wider: ({ model }) => ({ set: { treeWidth: treeColumns(model.columns, treeWidthOf(model) + TREE_STEP) } }),
  layers: ({ model, nowMs }) => ({
    set: { layers: !model.layers, ...info(model.layers ? 'as a tree' : 'as a list by layers', nowMs) },
  }),
  focus: ({ model, nowMs }) => {
    const focus = model.focus === 'tree' ? 'log' : 'tree';
    return { set: { focus, ...info(focus === 'log' ? 'arrows scroll the log' : 'arrows select services', nowMs) } };
  },
  mouse: ({ model, nowMs }) => {
    const on = !model.mouse;
    const text = on ? 'mouse on (shift or option and drag selects text)' : 'mouse off: the terminal selects text';
    return { set: { mouse: on, ...info(text, nowMs) }, requests: [{ type: 'mouse', on: on && !model.zoom }] };
  },
  palette: () => ({ set: { dialog: { is: 'palette', query: '', index: 0 } } }),
  redraw: () => ({ requests: [{ type: 'redraw' }] }),
  suspend: () => ({ requests: [{ type: 'suspend' }] }),
  interrupt: (context) => interrupted(context),
  back: ({ model }) => {
    if (model.message?.level === 'error') return { set: { message: null } };
    if (model.selection) return { set: { selection: null } };
    if (model.details) return { set: { details: null } };
    if (model.search) return { set: { search: null, hit: null } };
    if (model.filter) return { set: { filter: null } };
    if (model.level) return { set: { level: null } };
    if (model.marked.size > 0) return { set: { marked: new Set<string>() } };
    if (!viewportOf(model).follow) return { set: withViewport(model, FOLLOW) };
    if (model.zoom) return zoomed(model, false);
    return model.focus === 'log' ? { set: { focus: 'tree' } } : {};
  },
} satisfies Record<string, Act>;

/**
 * Ctrl-C opens the quit dialog. In that dialog, Ctrl-C stops everything, and another one kills everything, however much
 * later. For a guest, Ctrl-C only leaves, because the project belongs to another screen.
 */
function interrupted({ model }: Pick<Context, 'model'>): ActionResult {
  if (!model.owner) return { set: { dialog: null }, requests: [{ type: 'quit', how: 'detach' }] };
  if (model.stopping !== null || model.stopAsked) {
    return { set: { dialog: null, ...problem('killing everything') }, requests: [{ type: 'quit', how: 'kill' }] };
  }
  if (model.dialog?.is !== 'quit') return { set: { dialog: { is: 'quit' } } };
  return { set: { dialog: null, stopAsked: true }, requests: [{ type: 'quit', how: 'stop' }] };
}

/** How many columns one key press moves the divider between services and log. */
const TREE_STEP = 4;

function treeWidthOf({ columns, treeWidth }: Model): number {
  return treeColumns(columns, treeWidth);
}

/** Zoom gives the mouse back to the terminal, so that its own text selection works. */
function zoomed(model: Model, zoom: boolean): ActionResult {
  return { set: { zoom }, requests: [{ type: 'mouse', on: model.mouse && !zoom }] };
}

/** A click on a row of the tree selects it. */
export function clicked(model: Model, line: number): ActionResult {
  const found = itemsOf(model)[line];
  return found === undefined ? {} : goTo(model, found?.name ?? null);
}
