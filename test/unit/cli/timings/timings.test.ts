import { describe, expect, test } from 'vitest';
import { type ServiceTiming, type StartTiming, startsIn } from '../../../../src/cli/timings/measure.ts';
import { criticalPath, gainMs, hasGrown, usualMs } from '../../../../src/cli/timings/path.ts';
import { type TraceEvent, traceOf } from '../../../../src/cli/timings/trace.ts';
import type { Event } from '../../../../src/core/event.ts';
import type { ServiceSpec } from '../../../../src/core/service.ts';
import { initialState } from '../../../../src/core/state.ts';
import type { FlightEvent, FlightPart } from '../../../../src/host/flight/flight-format.ts';
import { snapshotOf } from '../../../../src/host/flight/flight-format.ts';
import { oneshot, service } from '../../core/scenario.ts';

/** A record in which these events happened, each at so many milliseconds. */
function record(specs: readonly ServiceSpec[], events: readonly (readonly [number, Event])[]): FlightPart {
  const header = { flight: 1, file: 1, zdev: '', session: 's', pid: 1, begins: true, wallMs: 1_000_000 };
  const at = ([ms, event]: readonly [number, Event]): FlightEvent => {
    return { wallMs: 1_000_000 + ms, nowMs: 500 + ms, event, effects: [] };
  };
  const state = snapshotOf(initialState({ specs, exitOn: 'never' }));
  return { header: { ...header, state }, events: events.map(at) };
}

const start = (...names: string[]): Event => ({ type: 'start-requested', names, withDependencies: true });
const spawned = (name: string, run = 1): Event => ({ type: 'spawned', name, run, pid: 7 });
const passed = (name: string): Event => {
  return { type: 'probed', name, run: 1, attempt: 1, ok: true, error: null, answered: true };
};
const ended = (name: string, run = 1): readonly Event[] => [
  { type: 'exited', name, run, code: 0, signal: null },
  { type: 'tree-gone', name, run },
];

const SHOP = [
  service('db', { health: {} }),
  oneshot('migrate', { requires: ['db'] }),
  service('api', { requires: ['migrate'], build: 'make' }),
  service('cache'),
];

const shop = (dbMs: number) =>
  record(SHOP, [
    [0, start('api', 'cache')],
    [10, spawned('db')],
    [15, spawned('cache')],
    [dbMs, passed('db')],
    [dbMs + 20, spawned('migrate')],
    ...ended('migrate').map((event) => [dbMs + 320, event] as const),
    [dbMs + 330, spawned('api')],
    ...ended('api').map((event) => [dbMs + 830, event] as const),
    [dbMs + 840, spawned('api', 2)],
  ]);

describe('a start', () => {
  const [found] = startsIn([shop(1000)]) as [StartTiming];
  const of = (name: string) => found.services.find((each) => each.name === name) as ServiceTiming;

  test('is taken apart: held back, building, starting, and until ready', () => {
    expect(of('db')).toMatchObject({ launchedMs: 0, builtMs: 0, spawnedMs: 10, readyMs: 1000 });
    expect(of('migrate')).toMatchObject({ launchedMs: 1000, spawnedMs: 1020, readyMs: 1320 });
    expect(of('api')).toMatchObject({ launchedMs: 1320, builtMs: 1830, spawnedMs: 1840, readyMs: 1840 });
    expect(found).toMatchObject({ atMs: 1_000_000, totalMs: 1840, complete: true });
  });

  test('has a critical path, and each on it so much to give', () => {
    expect(criticalPath(found).map(({ name }) => name)).toEqual(['db', 'migrate', 'api']);
    expect([gainMs(found, 'db'), gainMs(found, 'migrate'), gainMs(found, 'api'), gainMs(found, 'cache')]).toEqual([
      1000, 320, 520, 0,
    ]);
  });

  test('a service gains only the difference if another path is nearly as long', () => {
    const specs = [service('a', { health: {} }), service('b', { health: {} }), service('c', { requires: ['a', 'b'] })];
    const [both] = startsIn([
      record(specs, [
        [0, start('c')],
        [1, spawned('a')],
        [1, spawned('b')],
        [900, passed('b')],
        [1000, passed('a')],
        [1010, spawned('c')],
      ]),
    ]) as [StartTiming];
    expect(gainMs(both, 'a')).toBe(100);
    expect(gainMs(both, 'b')).toBe(0);
  });

  test('that is slower than the ones before it has grown', () => {
    const starts = startsIn([shop(1000), shop(1100), shop(900)]);
    expect(usualMs(starts, 'db')).toBe(1000);
    expect([hasGrown(3000, 1000), hasGrown(1100, 1000), hasGrown(100, 10), hasGrown(3000, null)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test('there is no start if a supervisor takes over running services', () => {
    const live = { run: 1, identity: { pid: 7, session: 's' }, startedMs: 0, wasReady: true, stopRequested: false };
    const left = { intent: 'up', runs: 1, restarts: 0, backoffMs: 0, gaveUp: false, failedRuns: null } as const;
    const rest = { nextTryMs: null, lastExit: null, ended: null, sinceMs: 0, changed: false, removed: null };
    const restored = (adopted: typeof live | null): Event => {
      return { type: 'restored', services: [{ name: 'db', ...left, ...rest, live: adopted }] };
    };
    expect(startsIn([shop(1000), record(SHOP, [[0, restored(live)]])]).map(({ totalMs }) => totalMs)).toEqual([1840]);
    expect(startsIn([record(SHOP, [[0, restored(null)]])])).toHaveLength(1);
  });

  test('in which something does not become ready is not complete', () => {
    const [half] = startsIn([
      record(SHOP, [
        [0, start('api')],
        [10, spawned('db')],
      ]),
    ]) as [StartTiming];
    expect(half).toMatchObject({ complete: false, totalMs: 0 });
    expect(criticalPath(half)).toEqual([]);
  });
});

test('the trace is one of the format that Perfetto and chrome://tracing read', () => {
  const [found] = startsIn([shop(1000)]) as [StartTiming];
  const parsed: unknown = JSON.parse(JSON.stringify(traceOf(found, 'shop')));
  const events = parseTrace(parsed);
  expect(events.filter(({ ph }) => ph === 'M').map(({ args }) => args?.name)).toEqual([
    'shop',
    'db',
    'migrate',
    'api',
    'cache',
  ]);
  const slices = events.filter((event) => event.ph === 'X' && event.cat === 'api');
  expect(slices.map(({ name, ts, dur }) => [name, ts, dur])).toEqual([
    ['queued', 0, 1_320_000],
    ['building', 1_320_000, 510_000],
    ['starting', 1_830_000, 10_000],
  ]);
});

/**
 * Reads a trace as the Trace Event Format has it: an object with `traceEvents`; of each event a phase, a process and a thread; of
 * complete events a time and a duration in whole microseconds, which on one thread lie side by side or within each other.
 */
function parseTrace(
  value: unknown,
): (TraceEvent & { readonly args?: { name: string }; ts?: number; dur?: number; cat?: string })[] {
  const { traceEvents } = value as { traceEvents: Record<string, unknown>[] };
  if (!Array.isArray(traceEvents)) throw new Error('no traceEvents');
  const ends = new Map<unknown, number[]>();
  for (const event of traceEvents) {
    const { ph, name, pid, tid, ts, dur, args } = event;
    if (typeof name !== 'string' || !Number.isInteger(pid) || !Number.isInteger(tid)) throw new Error('not an event');
    if (ph === 'M') {
      if (typeof (args as { name?: unknown }).name !== 'string') throw new Error('metadata without a name');
    } else if (ph === 'X') {
      if (!Number.isInteger(ts) || !Number.isInteger(dur) || Number(ts) < 0 || Number(dur) < 0)
        throw new Error('no time');
      const open = (ends.get(tid) ?? []).filter((end) => end > Number(ts));
      if (open.some((end) => end < Number(ts) + Number(dur))) throw new Error('slices overlap');
      ends.set(tid, [...open, Number(ts) + Number(dur)]);
    } else throw new Error(`unknown phase ${String(ph)}`);
  }
  return traceEvents as never;
}
