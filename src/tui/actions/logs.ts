import { plain } from '../../text/cut.ts';
import { severityOf } from '../logs/level.ts';
import { centered, FOLLOW, oldest, scrolled, topRowOf, type Viewport, visible } from '../logs/viewport.ts';
import { type Model, showsMany, viewKey } from '../model/model.ts';
import { type Act, type ActionResult, type Context, info } from './context.ts';

/** How many columns `<` and `>` scroll. */
const SIDEWAYS = 20;
const MAX_LEFT = 8000;
const LEVEL_TEXTS = { all: 'lines of every level', warnings: 'only warnings and errors', errors: 'only errors' };
/** Details are never longer. */
const MAX_DETAILS = 500;

/** The effects of the keys for the log. */
export const logActions = {
  search: (context) => prompt(context, 'search'),
  filter: ({ model, ...context }) => {
    if (model.filter) return { set: { filter: null, hit: null } };
    return prompt({ model, ...context }, 'filter');
  },
  'next-hit': (context) => goToHit(context, 1),
  'previous-hit': (context) => goToHit(context, -1),
  'previous-error': (context) => goToAlarm(context, -1),
  'next-error': (context) => goToAlarm(context, 1),
  'page-up': (context) => scroll(context, -Math.max(context.content(context.model).height - 1, 1)),
  'page-down': (context) => scroll(context, Math.max(context.content(context.model).height - 1, 1)),
  'half-up': (context) => scroll(context, -halfOf(context)),
  'half-down': (context) => scroll(context, halfOf(context)),
  'line-up': (context) => scroll(context, -1),
  'line-down': (context) => scroll(context, 1),
  oldest: (context) => {
    const { model } = context;
    const floors = new Map(model.floors);
    floors.delete(viewKey(model));
    const uncovered = { ...model, floors };
    const set = { floors, ...showOldest({ ...context, model: uncovered }) };
    return { set, requests: [{ type: 'older', all: true }] };
  },
  follow: ({ model }) => ({ set: withViewport(model, FOLLOW) }),
  level: ({ model, nowMs }) => {
    const level = model.level === null ? 'warnings' : model.level === 'warnings' ? 'errors' : null;
    return { set: { level, hit: null, ...info(LEVEL_TEXTS[level ?? 'all'], nowMs) } };
  },
  raw: ({ model, nowMs }) => ({
    set: { raw: !model.raw, ...info(model.raw ? 'JSON and logfmt laid out' : 'lines as printed', nowMs) },
  }),
  wrap: ({ model, nowMs }) => ({ set: { wrap: !model.wrap, left: 0, ...info(`wrap ${onOff(!model.wrap)}`, nowMs) } }),
  timestamps: ({ model, nowMs }) => ({
    set: { timestamps: !model.timestamps, ...info(`times ${onOff(!model.timestamps)}`, nowMs) },
  }),
  'scroll-left': ({ model }) => ({ set: { left: Math.max(model.left - SIDEWAYS, 0) } }),
  'scroll-right': ({ model, nowMs }) => {
    if (model.wrap) return { set: info('lines are wrapped: w turns that off', nowMs) };
    return { set: { left: Math.min(model.left + SIDEWAYS, MAX_LEFT) } };
  },
  'drop-mark': ({ model }) => ({ requests: [{ type: 'mark', service: showsMany(model) ? null : model.selected }] }),
  clear: (context) => {
    const { model } = context;
    const floors = new Map(model.floors).set(viewKey(model), context.content(model).view.end);
    return { set: { floors, ...withViewport(model, FOLLOW) } };
  },
  'select-lines': (context) => {
    const { model } = context;
    const last = visible(viewportOf(model), context.content(model)).at(-1);
    if (!last) return {};
    return { set: { selection: { anchor: last.number, head: last.number }, ...held(context) } };
  },
  'select-up': (context) => extend(context, -1),
  'select-down': (context) => extend(context, 1),
  'select-copy': (context) => {
    const { model } = context;
    if (!model.selection) return {};
    return { set: { selection: null }, requests: [{ type: 'copy', lines: selectedLines(context) }] };
  },
  copy: (context) => {
    const { model } = context;
    const content = context.content(model);
    const numbers = [...new Set(visible(viewportOf(model), content).map(({ number }) => number))];
    const lines = numbers.map((number) => plain(content.view.at(number)?.text ?? ''));
    return lines.length > 0 ? { requests: [{ type: 'copy', lines }] } : {};
  },
  editor: ({ model }) => ({ requests: [{ type: 'edit', service: showsMany(model) ? null : model.selected }] }),
} satisfies Record<string, Act>;

/** The part of the shown log that is on the screen. */
export function viewportOf(model: Model): Viewport {
  return model.viewports.get(viewKey(model)) ?? FOLLOW;
}

/** The shown log with another part on the screen. */
export function withViewport(model: Model, viewport: Viewport): Pick<Model, 'viewports'> {
  return { viewports: new Map(model.viewports).set(viewKey(model), viewport) };
}

/** Scrolls by rows, in the details if they are open. At the first line in memory, requests older lines. */
export function scroll(context: Context, by: number): ActionResult {
  const { model } = context;
  const { details } = model;
  if (details) {
    const scroll = Math.min(Math.max(details.scroll + by, 0), MAX_DETAILS);
    return { set: { details: { ...details, scroll } } };
  }
  const content = context.content(model);
  const viewport = scrolled(viewportOf(model), by, content);
  const isTop = by < 0 && !viewport.follow && content.view.step(viewport.top, -content.height) === content.view.first;
  return { set: withViewport(model, viewport), requests: isTop ? [{ type: 'older' }] : [] };
}

/** Shows a line with its search matches, or says why it cannot. */
export function showLine(context: Context, number: number): Partial<Model> {
  const { model } = context;
  const content = context.content(model);
  const viewport = viewportOf(model);
  const isSeen = visible(viewport, content).some((one) => one.number === number);
  return isSeen ? held(context) : withViewport(model, centered(viewport, number, content));
}

/** Shows the oldest line. */
export function showOldest({ model, content }: Pick<Context, 'model' | 'content'>): Pick<Model, 'viewports'> {
  return withViewport(model, oldest(viewportOf(model), content(model)));
}

/** Keeps the current lines on the screen. */
export function held(context: Context): Pick<Model, 'viewports'> {
  const { model } = context;
  const content = context.content(model);
  const viewport = viewportOf(model);
  const place = topRowOf(viewport, content);
  if (!viewport.follow || !place) return withViewport(model, viewport);
  return withViewport(model, { follow: false, ...place, seen: content.view.end });
}

function prompt({ model }: Pick<Context, 'model'>, is: 'search' | 'filter'): ActionResult {
  const query = is === 'search' ? model.search?.query : undefined;
  const more = { regex: query?.regex ?? false, earlier: null, before: viewportOf(model) };
  return { set: { prompt: { is, text: '', ...more }, message: null } };
}

function goToHit(context: Context, by: 1 | -1): ActionResult {
  const { model, nowMs } = context;
  const hits = context.hits(model);
  if (!hits) return { set: info('no search active: press /', nowMs) };
  const { numbers } = hits;
  if (numbers.length === 0) return { requests: [{ type: 'find-older' }] };
  const from = model.hit ?? visible(viewportOf(model), context.content(model)).at(0)?.number ?? 0;
  const place = hits.indexOf(from);
  const isThere = numbers[place] === from;
  const next = by > 0 ? (isThere && model.hit !== null ? place + 1 : place) : place - 1;
  // Matches older than those in memory are in the log files.
  if (next < 0) return { requests: [{ type: 'find-older', around: true }] };
  const wrapped = next >= numbers.length;
  const number = numbers[wrapped ? 0 : next] as number;
  const said = wrapped ? info('continued at the oldest match', nowMs) : {};
  return { set: { hit: number, ...showLine(context, number), ...said } };
}

function goToAlarm(context: Context, by: 1 | -1): ActionResult {
  const { model, nowMs } = context;
  const { view } = context.content(model);
  const rows = visible(viewportOf(model), context.content(model));
  let number = model.hit ?? (by < 0 ? rows.at(-1) : rows.at(0))?.number;
  if (number === undefined || view.first === null) return {};
  // The line at the top (or bottom) of the view counts too, unless the last key led there.
  if (model.hit === null && isAlarm(view.at(number)?.text))
    return { set: { hit: number, ...showLine(context, number) } };
  for (;;) {
    const next = view.step(number, by);
    if (next === number) break;
    number = next;
    if (isAlarm(view.at(number)?.text)) return { set: { hit: number, ...showLine(context, number) } };
  }
  return {
    set: info(`no ${by < 0 ? 'earlier' : 'later'} warning or error`, nowMs),
    requests: by < 0 ? [{ type: 'older' }] : [],
  };
}

function isAlarm(text: string | undefined): boolean {
  return text !== undefined && severityOf(text) !== null;
}

function extend(context: Context, by: 1 | -1): ActionResult {
  const { model } = context;
  if (!model.selection) return {};
  const head = context.content(model).view.step(model.selection.head, by);
  const set = { selection: { ...model.selection, head } };
  return { set: { ...set, ...showLine({ ...context, model: { ...model, ...set } }, head) } };
}

/** The plain text of the selected lines. */
export function selectedLines({ model, content }: Pick<Context, 'model' | 'content'>): readonly string[] {
  if (!model.selection) return [];
  const { view } = content(model);
  const { anchor, head } = model.selection;
  const last = Math.max(anchor, head);
  const lines: string[] = [];
  for (let number = view.step(Math.min(anchor, head), 0); number <= last; ) {
    lines.push(plain(view.at(number)?.text ?? ''));
    const next = view.step(number, 1);
    if (next === number) break;
    number = next;
  }
  return lines;
}

function halfOf(context: Context): number {
  return Math.max(Math.floor(context.content(context.model).height / 2), 1);
}

function onOff(on: boolean): string {
  return on ? 'on' : 'off';
}
