import { type Action, actionOf, type Mode } from '../model/keymap.ts';
import { type Model, modeOf } from '../model/model.ts';
import { paletteEntries } from '../model/palette.ts';
import type { Act, ActionResult, Context } from './context.ts';
import { dialogActions, handleText } from './dialogs.ts';
import { logActions, scroll } from './logs.ts';
import { select } from './selecting.ts';
import { serviceActions } from './services.ts';
import { viewActions } from './view.ts';

/** The effect of every action of the key map. */
const ACTIONS = { ...serviceActions, ...logActions, ...viewActions, ...dialogActions } satisfies Record<Action, Act>;

/** Modes in which typed characters are text. */
const WRITING: readonly Mode[] = ['prompt', 'palette'];

/** Handles a key. Any key removes an error from the screen. */
export function handleKey(context: Context, text: string): ActionResult {
  const outcome = act(context, text);
  const { message } = context.model;
  if (message?.level !== 'error' || outcome.set?.message) return outcome;
  return { ...outcome, set: { message: null, ...outcome.set } };
}

function act(context: Context, text: string): ActionResult {
  const { model, key } = context;
  const mode = modeOf(model);
  const action = actionOf(model.keymap, mode, key);
  if (action === null) return WRITING.includes(mode) ? handleText(context, key, text) : {};
  // With the focus on the log, or with only the log on the screen, the arrows scroll it.
  if (mode === 'main' && (model.focus === 'log' || model.zoom) && (action === 'up' || action === 'down')) {
    return scroll(context, action === 'up' ? -1 : 1);
  }
  if (action === 'pick') return picked(context);
  return ACTIONS[action](context);
}

/** Selects the service of a command. Details of another service are closed. */
function chosenFor({ selected, details }: Model, name: string): Partial<Model> {
  return { ...select(name), marked: new Set<string>(), details: name === selected ? details : null };
}

/** Runs a command of the palette as if its key had been pressed, after selecting its service. */
function picked(context: Context): ActionResult {
  const { dialog } = context.model;
  const entry = dialog?.is === 'palette' ? paletteEntries(context.model, dialog.query)[dialog.index] : undefined;
  if (entry?.is !== 'command' && entry?.is !== 'for') return ACTIONS.pick(context);
  const chosen: Partial<Model> = entry.is === 'for' ? chosenFor(context.model, entry.name) : {};
  const model = { ...context.model, ...chosen, dialog: null };
  const key = model.keymap.find(({ action }) => action === entry.action)?.keys[0] ?? '';
  const outcome: ActionResult = ACTIONS[entry.action]({ ...context, model, key });
  return { ...outcome, set: { ...chosen, dialog: null, ...outcome.set } };
}
