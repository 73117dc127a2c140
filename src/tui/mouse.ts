import { type Context, info, type Outcome } from './actions/context.ts';
import { scroll, selectedLines, viewportOf } from './actions/logs.ts';
import { select, step } from './actions/selecting.ts';
import { clicked } from './actions/view.ts';
import { visible } from './logs/viewport.ts';
import { layoutOfModel, rowsOfProblems } from './model/frame.ts';
import type { Rect } from './model/layout.ts';
import { itemsOf } from './model/lines.ts';
import { firstItem } from './model/tree-rows.ts';
import type { InputEvent } from './term/event.ts';

type MouseEvent = Extract<InputEvent, { type: 'mouse' }>;

const WHEEL_LINES = 3;

/** What the mouse does: a click selects a service, the wheel scrolls what is under it, a drag over lines copies them. */
export function moused(context: Context, event: MouseEvent): Outcome {
  const { model } = context;
  if (model.dialog || model.prompt) return {};
  const { tree, pane, problems } = layoutOfModel(model);
  // What was begun over lines goes on and ends there, wherever the pointer is.
  if (model.drag !== null && (event.action === 'drag' || event.action === 'release'))
    return onLog(context, event, pane);
  if (problems && isIn(event, problems)) return onProblems(context, event, problems);
  if (tree && isIn(event, tree)) return onTree(context, event, tree);
  return isIn(event, pane) ? onLog(context, event, pane) : {};
}

function onTree(context: Context, { action, y, button }: MouseEvent, tree: Rect): Outcome {
  if (action === 'wheel-up') return step(context, -1);
  if (action === 'wheel-down') return step(context, 1);
  if (action !== 'press' || button !== 'left') return {};
  const first = firstItem(context.model, itemsOf(context.model), tree.height);
  return clicked(context.model, first + y - tree.y);
}

/** A click on a problem goes to its service. */
function onProblems({ model }: Context, { action, y, button }: MouseEvent, rect: Rect): Outcome {
  if (action !== 'press' || button !== 'left') return {};
  const name = rowsOfProblems(model, rect.height)[y - rect.y]?.name;
  return name ? { set: select(name) } : {};
}

function onLog(context: Context, event: MouseEvent, pane: Rect): Outcome {
  const { model, nowMs } = context;
  switch (event.action) {
    case 'wheel-up':
    case 'wheel-down':
      return scroll(context, event.action === 'wheel-up' ? -WHEEL_LINES : WHEEL_LINES);
    case 'press':
      return event.button === 'left' && !model.details ? { set: { drag: lineAt(context, event.y - pane.y) } } : {};
    case 'drag': {
      if (model.drag === null) return {};
      const head = lineAt(context, Math.min(Math.max(event.y - pane.y, 0), pane.height - 1));
      return head === null ? {} : { set: { selection: { anchor: model.drag, head } } };
    }
    case 'release': {
      if (model.drag === null) return {};
      const set = { drag: null, selection: null };
      if (!model.selection)
        return { set: { drag: null, ...info('drag selects lines; shift and drag selects text', nowMs) } };
      return { set, ask: [{ ask: 'copy', lines: selectedLines(context) }] };
    }
  }
}

function lineAt(context: Context, row: number): number | null {
  const rows = visible(viewportOf(context.model), context.ground(context.model));
  return rows[row]?.number ?? rows.at(-1)?.number ?? null;
}

function isIn({ x, y }: { readonly x: number; readonly y: number }, rect: Rect): boolean {
  return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}
