import { type ActionResult, type Context, info } from './actions/context.ts';
import { held, scroll, selectedLines, viewportOf, withViewport } from './actions/logs.ts';
import { goTo, step } from './actions/selecting.ts';
import { clicked } from './actions/view.ts';
import { partText, plainText, spotAt, wordAt } from './logs/spot.ts';
import { layoutOfModel, rowsOfProblems } from './model/frame.ts';
import type { Rect } from './model/layout.ts';
import type { Model, Press, Spot } from './model/model.ts';
import { itemsOf } from './model/tree-lines.ts';
import { firstItem } from './model/tree-rows.ts';
import type { InputEvent } from './term/input-event.ts';

type MouseEvent = Extract<InputEvent, { type: 'mouse' }>;

const WHEEL_LINES = 3;

/**
 * Handles the mouse: a click selects a service, the wheel scrolls what is under it, a drag or a double click copies
 * text.
 */
export function handleMouse(context: Context, event: MouseEvent): ActionResult {
  const { model } = context;
  if (model.dialog || model.prompt) return {};
  const { tree, pane, problems } = layoutOfModel(model);
  // A drag that began over the log continues and ends there, wherever the pointer is.
  if (model.drag !== null && (event.action === 'drag' || event.action === 'release'))
    return onLog(context, event, pane);
  if (problems && isIn(event, problems)) return onProblems(context, event, problems);
  if (tree && isIn(event, tree)) return onTree(context, event, tree);
  return isIn(event, pane) ? onLog(context, event, pane) : {};
}

function onTree(context: Context, { action, y, button }: MouseEvent, tree: Rect): ActionResult {
  if (action === 'wheel-up') return step(context, -1);
  if (action === 'wheel-down') return step(context, 1);
  if (action !== 'press' || button !== 'left') return {};
  const first = firstItem(context.model, itemsOf(context.model), tree.height);
  return clicked(context.model, first + y - tree.y);
}

/** A click on a problem selects its service. */
function onProblems({ model }: Context, { action, y, button }: MouseEvent, rect: Rect): ActionResult {
  if (action !== 'press' || button !== 'left') return {};
  const name = rowsOfProblems(model, rect.height)[y - rect.y]?.name;
  return name ? goTo(model, name) : {};
}

function onLog(context: Context, event: MouseEvent, pane: Rect): ActionResult {
  const { model, nowMs } = context;
  switch (event.action) {
    case 'wheel-up':
    case 'wheel-down':
      return scroll(context, event.action === 'wheel-up' ? -WHEEL_LINES : WHEEL_LINES);
    case 'press': {
      const spot = event.button === 'left' && !model.details ? spotOf(context, event, pane) : null;
      return spot ? pressed(context, { spot, atMs: nowMs, before: viewportOf(model) }) : {};
    }
    case 'drag': {
      const spot = model.drag && spotOf(context, event, pane);
      return model.drag && spot ? { set: { ...held(context), ...between(context, model.drag.spot, spot) } } : {};
    }
    case 'release':
      return model.drag ? released(context, model.drag) : {};
  }
}

/** A second press at the same place selects the word there. */
function pressed(context: Context, press: Press): ActionResult {
  const { click } = context.model;
  const { spot, atMs } = press;
  const isSecond =
    click !== null &&
    atMs - click.atMs <= DOUBLE_CLICK_MS &&
    click.spot.number === spot.number &&
    Math.abs(click.spot.column - spot.column) <= 1;
  const text = isSecond ? outputText(context, spot.number) : null;
  const word = text === null ? null : wordAt(text, spot.column);
  return { set: { drag: press, click: null, part: word && { number: spot.number, ...word } } };
}

const DOUBLE_CLICK_MS = 400;

/** Within one line of output, selects the characters between; over several lines, selects all of them. */
function between(context: Context, anchor: Spot, head: Spot): Pick<Model, 'selection' | 'part'> {
  const { number } = anchor;
  if (number !== head.number || outputText(context, number) === null)
    return { selection: { anchor: number, head: head.number }, part: null };
  const [from, to] = [Math.min(anchor.column, head.column), Math.max(anchor.column, head.column) + 1];
  return { selection: null, part: { number, from, to } };
}

/** Copies the selection. If the newest lines were shown before, shows them again. */
function released(context: Context, press: Press): ActionResult {
  const { model, nowMs } = context;
  const shown = press.before.follow ? withViewport(model, press.before) : {};
  const set = { drag: null, selection: null, part: null, ...shown };
  if (model.selection) return { set, requests: [{ type: 'copy', lines: selectedLines(context) }] };
  const text = model.part && outputText(context, model.part.number);
  const copied = model.part && text ? partText(text, model.part) : '';
  if (copied !== '') return { set, requests: [{ type: 'copy', lines: [copied], part: true }] };
  const words = 'drag or double click copies text; with shift, the terminal selects';
  return { set: { ...set, click: press, ...info(words, nowMs) } };
}

/** The text of a line as it is shown; null for zdev's own messages, and marks. */
function outputText({ model, content }: Context, number: number): string | null {
  const line = content(model).view.at(number);
  return line?.kind === 'output' ? plainText(line, model) : null;
}

function spotOf(context: Context, { x, y }: MouseEvent, pane: Rect): Spot | null {
  const { model } = context;
  const place = { x: x - pane.x, y: Math.min(Math.max(y - pane.y, 0), pane.height - 1) };
  const shown = { model, viewport: viewportOf(model), content: context.content(model), paneWidth: pane.width };
  return spotAt(place, shown);
}

function isIn({ x, y }: { readonly x: number; readonly y: number }, rect: Rect): boolean {
  return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}
