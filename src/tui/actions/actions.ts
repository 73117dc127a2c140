import { type Action, actionOf, KEYMAP, type Mode } from '../model/keymap.ts';
import { modeOf } from '../model/model.ts';
import { paletteEntries } from '../model/palette.ts';
import type { Act, Context, Outcome } from './context.ts';
import { dialogActions, typed } from './dialogs.ts';
import { logActions, scroll } from './logs.ts';
import { serviceActions } from './services.ts';
import { viewActions } from './view.ts';

/** What every action of the key map does. */
const ACTIONS = { ...serviceActions, ...logActions, ...viewActions, ...dialogActions } satisfies Record<Action, Act>;

/** Modes in which what is typed is text. */
const WRITING: readonly Mode[] = ['prompt', 'palette'];

/** What comes of a key. Any key takes an error off the screen. */
export function pressed(context: Context, text: string): Outcome {
  const outcome = act(context, text);
  const { message } = context.model;
  if (message?.level !== 'error' || outcome.set?.message) return outcome;
  return { ...outcome, set: { message: null, ...outcome.set } };
}

function act(context: Context, text: string): Outcome {
  const { model, key } = context;
  const mode = modeOf(model);
  const action = actionOf(mode, key);
  if (action === null) return WRITING.includes(mode) ? typed(context, key, text) : {};
  // With the focus on the log, or with nothing else on the screen, the arrows scroll it.
  if (mode === 'main' && (model.focus === 'log' || model.zoom) && (action === 'up' || action === 'down')) {
    return scroll(context, action === 'up' ? -1 : 1);
  }
  if (action === 'pick') return picked(context);
  return ACTIONS[action](context);
}

/** The palette carries out a command as if its key had been pressed. */
function picked(context: Context): Outcome {
  const { dialog } = context.model;
  const entry = dialog?.is === 'palette' ? paletteEntries(context.model, dialog.query)[dialog.index] : undefined;
  if (entry?.is !== 'command') return ACTIONS.pick(context);
  const model = { ...context.model, dialog: null };
  const key = KEYMAP.find(({ action }) => action === entry.action)?.keys[0] ?? '';
  const outcome: Outcome = ACTIONS[entry.action]({ ...context, model, key });
  return { ...outcome, set: { dialog: null, ...outcome.set } };
}
