import { isAsking } from '../../core/causes/asking.ts';
import { blockerText } from '../../present/waiting.ts';
import { listText } from '../../present/words.ts';
import { displayStatusOf } from '../model/display-status.ts';
import { entryNamed, type Model } from '../model/model.ts';
import type { ServiceEntry } from '../model/service-entry.ts';
import { linesOf } from '../model/tree-lines.ts';
import { type Act, type ActionResult, info, problem } from './context.ts';
import { goTo, step } from './selecting.ts';

/** The effects of the keys for services. */
export const serviceActions = {
  up: (context) => step(context, -1),
  down: (context) => step(context, 1),
  jump: ({ model, key }) => {
    const line = linesOf(model)[Number(key) - 1];
    return line ? goTo(model, line.name) : {};
  },
  'toggle-marked': ({ model, nowMs }) => {
    if (model.selected === null) return ofOne('mark', nowMs);
    return { set: { marked: toggled(model.marked, model.selected) } };
  },
  start: ({ model, nowMs }) => call(model, 'service.start', 'starting', nowMs),
  restart: ({ model, nowMs }) => call(model, 'service.restart', 'restarting', nowMs),
  'restart-dependents': ({ model, nowMs }) => {
    const outcome = call(model, 'service.restart', 'restarting, with dependents:', nowMs);
    return { ...outcome, requests: outcome.requests?.map((one) => ({ ...one, dependents: true })) ?? [] };
  },
  stop: ({ model, nowMs }) => {
    const names = targets(model);
    const dependents = dependentsOf(model, names);
    if (names.length > 0 && dependents.length > 0) return { set: { dialog: { is: 'stop', names, dependents } } };
    return call(model, 'service.stop', 'stopping', nowMs);
  },
  kill: ({ model, nowMs }) => {
    const names = targets(model);
    return names.length > 0 ? { set: { dialog: { is: 'kill', names } } } : ofOne('kill', nowMs);
  },
  attach: ({ model, nowMs }) => {
    const entry = entryNamed(model, model.selected);
    // With all services selected, goes to the worst problem. A service that asks something is no such problem: attach
    // to it.
    const worst = model.problems.find(({ name }) => name !== '' && !asks(model, name))?.name;
    if (!entry && worst) return goTo(model, worst);
    // With all services selected, attaches to the first one with a terminal. The title shows its name.
    const first = model.entries.find(({ row }) => row.tty && row.pid !== null)?.row.name;
    if (!entry)
      return first === undefined ? ofOne('attach to', nowMs) : { requests: [{ type: 'attach', name: first }] };
    if (entry.row.tty) return { set: { details: null }, requests: [{ type: 'attach', name: entry.row.name }] };
    const text = `${entry.row.name} ${withoutTerminal(entry)}; arrows now scroll its log`;
    return { set: { focus: 'log', message: { text, level: 'info', untilMs: Number.POSITIVE_INFINITY } } };
  },
  details: ({ model, nowMs }) => {
    if (model.details) return { set: { details: null } };
    return model.selected === null
      ? ofOne('show the details of', nowMs)
      : { requests: [{ type: 'details', name: model.selected }] };
  },
  'open-url': ({ model, nowMs }) => {
    if (model.selected === null) return ofOne('open', nowMs);
    const row = entryNamed(model, model.selected)?.row;
    const url = row?.url ?? row?.edge_url ?? (row?.port ? `http://localhost:${row.port}` : null);
    if (!row || !url) return { set: problem(`${row?.name} has no url and no port`) };
    return { requests: [{ type: 'open', url }] };
  },
  'free-port': ({ model, nowMs }) => {
    if (model.selected === null) return ofOne('free the port of', nowMs);
    const cause = entryNamed(model, model.selected)?.cause;
    const port = cause?.blockers.find((blocker) => blocker.type === 'port' && blocker.holder !== null);
    if (!cause || !port) return { set: problem(`${cause?.name} waits for no port`) };
    return { set: { dialog: { is: 'free-port', name: cause.name, text: blockerText(port, () => undefined) } } };
  },
} satisfies Record<string, Act>;

function asks(model: Model, name: string): boolean {
  const cause = entryNamed(model, name)?.cause;
  return cause !== undefined && cause !== null && isAsking(cause);
}

/** The services that a key applies to: the marked ones, or else the selected one. */
function targets(model: Model): readonly string[] {
  if (model.marked.size > 0) return [...model.marked];
  return model.selected === null ? [] : [model.selected];
}

/**
 * Keys for a single service only say so on the row of all services: a slip of the finger must not restart everything.
 */
function ofOne(verb: string, nowMs: number): ActionResult {
  return { set: info(`${verb} what? Select a service first: arrows, or its number`, nowMs) };
}

/** The set with the name added, or removed if it was there. */
export function toggled(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const next = new Set(names);
  if (!next.delete(name)) next.add(name);
  return next;
}

const VERBS: Readonly<Record<Method, string>> = {
  'service.start': 'start',
  'service.restart': 'restart',
  'service.stop': 'stop',
  'service.kill': 'kill',
};

type Method = Extract<NonNullable<ActionResult['requests']>[number], { type: 'call' }>['method'];

function call(model: Model, method: Method, doing: string, nowMs: number): ActionResult {
  const names = targets(model);
  if (names.length === 0) return ofOne(VERBS[method], nowMs);
  // A user who starts a service wants to see its output.
  const viewports = new Map(model.viewports);
  if (method !== 'service.stop') for (const name of names) viewports.delete(name);
  return {
    set: { marked: new Set(), viewports, ...info(`${doing} ${listText(names, 3)}`, nowMs) },
    requests: [{ type: 'call', method, names }],
  };
}

/** Running services that require one of these, directly or not. */
function dependentsOf(model: Model, names: readonly string[]): readonly string[] {
  const losing = new Set(names);
  for (let size = 0; size !== losing.size; ) {
    size = losing.size;
    for (const { row } of model.entries) {
      if (row.requires.some((name) => losing.has(name))) losing.add(row.name);
    }
  }
  return model.entries
    .filter(({ row }) => losing.has(row.name) && !names.includes(row.name) && row.kind !== 'target' && row.pid !== null)
    .map(({ row }) => row.name);
}

function withoutTerminal(entry: ServiceEntry): string {
  if (entry.row.kind === 'target') return 'is a target and has no program';
  const look = displayStatusOf(entry.row);
  if (entry.row.pid === null) return `does not run (${look})`;
  return 'runs without a terminal (tty = true gives it one)';
}
