import { listText } from '../../present/words.ts';
import { compile } from '../logs/search-query.ts';
import { visible } from '../logs/viewport.ts';
import type { CompiledQuery, Model, Prompt } from '../model/model.ts';
import { paletteEntries } from '../model/palette.ts';
import { type Act, type ActionResult, type Context, info, problem } from './context.ts';
import { showLine, viewportOf, withViewport } from './logs.ts';
import { goTo } from './selecting.ts';

/** The effects of keys in dialogs and prompts. Typed text goes through `handleText`. */
export const dialogActions = {
  close: (context) => {
    const { model } = context;
    if (model.prompt) return { set: { prompt: null, ...dropped(model, model.prompt) } };
    return { set: { dialog: null } };
  },
  stay: () => ({ set: { dialog: null } }),
  'close-help': () => ({ set: { dialog: null } }),
  'help-up': ({ model, key }) => scrollHelp(model, key === 'pageup' ? -10 : -1),
  'help-down': ({ model, key }) => scrollHelp(model, key === 'down' || key === 'j' ? 1 : 10),
  'quit-detach': () => ({ set: { dialog: null }, requests: [{ type: 'quit', how: 'detach' }] }),
  'quit-stop': () => ({ set: { dialog: null, stopAsked: true }, requests: [{ type: 'quit', how: 'stop' }] }),
  confirm: ({ model, nowMs }) => confirmed(model, nowMs),
  'stop-dependents': ({ model, nowMs }) => {
    if (model.dialog?.is !== 'stop') return {};
    const names = [...model.dialog.names, ...model.dialog.dependents];
    return {
      set: done(`stopping ${listText(names, 3)}`, nowMs),
      requests: [{ type: 'call', method: 'service.stop', names }],
    };
  },
  'pick-previous': ({ model }) => pickAt(model, -1),
  'pick-next': ({ model }) => pickAt(model, 1),
  pick: ({ model, nowMs }) => {
    if (model.dialog?.is !== 'palette') return {};
    const entry = paletteEntries(model, model.dialog.query)[model.dialog.index];
    if (!entry) return {};
    if (entry.is === 'signal') {
      const { name, signal } = entry;
      return {
        set: { dialog: null, ...info(`SIG${signal} to ${name}`, nowMs) },
        requests: [{ type: 'call', method: 'service.kill', names: [name], signal: `SIG${signal}` }],
      };
    }
    // The caller closes the palette and then runs the command.
    if (entry.is !== 'service') return { set: { dialog: null } };
    const { set, requests } = goTo(model, entry.name);
    return { set: { dialog: null, ...set }, ...(requests && { requests }) };
  },
  'prompt-enter': (context) => {
    const { model } = context;
    const { prompt } = model;
    if (!prompt) return {};
    // An empty prompt repeats the last query.
    const [last] = model.queries;
    if (prompt.text === '' && last) return entered(sought(context, { ...prompt, ...last }), context);
    if (prompt.text === '') return { set: { prompt: null, ...dropped(model, prompt) } };
    return entered({ set: {} }, context);
  },
  'prompt-earlier': (context) => recalled(context, 1),
  'prompt-later': (context) => recalled(context, -1),
  'prompt-regex': (context) => {
    const { model } = context;
    return model.prompt ? sought({ ...context, model }, { ...model.prompt, regex: !model.prompt.regex }) : {};
  },
} satisfies Record<string, Act>;

/** Closes the prompt, and keeps its query active. */
function entered({ set }: ActionResult, { model: before }: Context): ActionResult {
  const model = { ...before, ...set };
  const { prompt } = model;
  if (!prompt) return {};
  const { text, regex } = prompt;
  const found = seek(prompt);
  if ('error' in found) return { set: problem(`not a regular expression: ${found.error}`) };
  const queries = [{ text, regex }, ...model.queries.filter((one) => one.text !== text)].slice(0, MAX_QUERIES);
  const kept = { ...set, prompt: null, queries };
  const isNowhere = prompt.is === 'search' && model.hit === null;
  return { set: kept, requests: isNowhere ? [{ type: 'find-older' }] : [] };
}

const MAX_QUERIES = 50;

/** The previous query in the history, or, with -1, the next one. */
function recalled(context: Context, by: 1 | -1): ActionResult {
  const { prompt, queries } = context.model;
  if (!prompt) return {};
  const earlier = Math.min((prompt.earlier ?? -1) + by, queries.length - 1);
  if (earlier < 0) return sought(context, { ...prompt, earlier: null, text: '' });
  return sought(context, { ...prompt, ...queries[earlier], earlier });
}

/** Handles typed or pasted text in a prompt or the palette. `key` names keys such as `backspace`. */
export function handleText(context: Context, key: string, text: string): ActionResult {
  const { model } = context;
  if (model.dialog?.is === 'palette') {
    return { set: { dialog: { ...model.dialog, query: edited(model.dialog.query, key, text), index: 0 } } };
  }
  if (!model.prompt) return {};
  if (key === 'backspace' && model.prompt.text === '') {
    return { set: { prompt: null, ...dropped(model, model.prompt) } };
  }
  return sought(context, { ...model.prompt, text: edited(model.prompt.text, key, text) });
}

function edited(text: string, key: string, more: string): string {
  if (key === 'backspace') return [...text].slice(0, -1).join('');
  if (key === 'ctrl+u') return '';
  if (key === 'ctrl+w') return text.replace(/\S*\s*$/, '');
  return text + more.replace(/[\x00-\x1f\x7f]+/g, ' ');
}

/** The text of the prompt has changed: shows its matches at once. */
function sought(context: Context, prompt: Prompt): ActionResult {
  const { model } = context;
  if (prompt.text === '') return { set: { ...dropped(model, prompt), prompt } };
  const next = seek(prompt);
  // A regular expression may be invalid while the user types it.
  if ('error' in next) return { set: { prompt } };
  if (prompt.is === 'filter') return { set: { prompt, filter: next, hit: null } };
  const searching = { ...model, ...withViewport(model, prompt.before), prompt, search: next, hit: null };
  const hits = context.hits(searching);
  const numbers = hits?.numbers ?? [];
  const top = visible(viewportOf(searching), context.content(searching)).at(0)?.number ?? 0;
  const number = numbers[hits?.indexOf(top) ?? 0] ?? numbers.at(-1) ?? null;
  if (number === null) return { set: { prompt, search: next, hit: null, viewports: searching.viewports } };
  return { set: { prompt, search: next, hit: number, ...showLine({ ...context, model: searching }, number) } };
}

function seek({ text, regex }: Prompt): CompiledQuery | { readonly error: string } {
  const query = { text, regex };
  const matcher = compile(query);
  return 'error' in matcher ? matcher : { query, matcher };
}

/** The state before the prompt. */
function dropped(model: Model, prompt: Prompt): Partial<Model> {
  if (prompt.is === 'filter') return { filter: null };
  return { search: null, hit: null, ...withViewport(model, prompt.before) };
}

function confirmed(model: Model, nowMs: number): ActionResult {
  const { dialog } = model;
  switch (dialog?.is) {
    case 'stop':
      return {
        set: done(`stopping ${listText(dialog.names, 3)}`, nowMs),
        requests: [{ type: 'call', method: 'service.stop', names: dialog.names }],
      };
    case 'kill':
      return {
        set: done(`killing ${listText(dialog.names, 3)}`, nowMs),
        requests: [{ type: 'call', method: 'service.kill', names: dialog.names }],
      };
    case 'free-port':
      return {
        set: done('ending the process that holds the port', nowMs),
        requests: [{ type: 'free-port', name: dialog.name }],
      };
    default:
      return {};
  }
}

function done(text: string, nowMs: number): Partial<Model> {
  return { dialog: null, marked: new Set(), ...info(text, nowMs) };
}

/** Only the drawing code knows the last page. */
function scrollHelp(model: Model, by: number): ActionResult {
  if (model.dialog?.is !== 'help') return {};
  return { set: { dialog: { is: 'help', scroll: Math.max(model.dialog.scroll + by, 0) } } };
}

function pickAt(model: Model, by: number): ActionResult {
  if (model.dialog?.is !== 'palette') return {};
  const last = paletteEntries(model, model.dialog.query).length - 1;
  return {
    set: { dialog: { ...model.dialog, index: Math.min(Math.max(model.dialog.index + by, 0), Math.max(last, 0)) } },
  };
}
