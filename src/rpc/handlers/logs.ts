import { type Handlers, serviceOf } from '../context.ts';
import type { Control, ProcessInfo } from '../control.ts';
import { CODES, RpcError } from '../errors.ts';
import type { logMethods } from '../methods/logs.ts';
import { debugProcesses, debugState } from '../wire/debug.ts';
import { wireEntry, wireLine, wireText, wireTextOfMany } from '../wire/log.ts';

/** More lines than memory can hold. */
const ALL_LINES = 1_000_000;

export const logHandlers: Handlers<keyof typeof logMethods> = {
  'logs.get': ({ name, lines }, { control }) => {
    if (name === undefined) return control.logs.tail({ lines }).map(wireTextOfMany);
    return tail(control, name, lines).map(wireText);
  },
  'logs.tail': ({ name, lines }, { control }) => tail(control, name, lines).map(wireLine),
  'logs.filter': ({ service, name = service, stream, since = 0, lines }, { control }) => {
    if (name === undefined) throw new RpcError(CODES.invalidParams, "missing 'service' parameter");
    if (stream !== undefined) {
      throw new RpcError(CODES.invalidParams, 'stdout and stderr are one stream here: there is none to filter by');
    }
    const entries = tail(control, name, ALL_LINES).filter((entry) => entry.atMs >= since);
    return entries.slice(Math.max(entries.length - lines, 0)).map(wireText);
  },
  'logs.read': ({ names, cursor, tail: lines, limit, known }, { control }) => {
    for (const name of names ?? []) serviceOf(control, name);
    const only = names ? { names } : {};
    const { sinceMs } = control.logs;
    if (cursor !== undefined && cursor !== null) {
      const { entries, missed, next } = control.logs.since({ ...only, cursor, limit });
      return { entries: entries.map(wireEntry), missed, cursor: next, since_ms: sinceMs };
    }
    const entries = lines > 0 ? control.logs.tail({ ...only, lines, known: known ?? [] }) : [];
    return { entries: entries.map(wireEntry), missed: 0, cursor: nowCursor(control), since_ms: sinceMs };
  },
  'debug.state': async (_, { control }) => {
    const live = [...control.state().services.values()].filter((service) => service.live);
    const trees = live.map(
      async ({ spec }): Promise<[string, readonly ProcessInfo[]]> => [spec.name, await control.processTree(spec.name)],
    );
    const processes = new Map(await Promise.all(trees));
    return { output: debugState(control.state(), control.nowMs(), processes) };
  },
  'debug.process_tree': async ({ name }, { control }) => {
    serviceOf(control, name);
    return { output: debugProcesses(name, await control.processTree(name)) };
  },
};

/** The cursor after everything there is. */
export function nowCursor(control: Control): string {
  return control.logs.since({ cursor: null, limit: 0 }).next;
}

function tail(control: Control, name: string, lines: number) {
  serviceOf(control, name);
  return lines > 0 ? control.logs.tail({ names: [name], lines }) : [];
}
