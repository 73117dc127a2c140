import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Event } from '../../../../src/core/event.ts';
import type { ServiceSpec } from '../../../../src/core/service.ts';
import { initialState } from '../../../../src/core/state.ts';
import { step } from '../../../../src/core/step.ts';
import { createFlightReader, type FlightPosition } from '../../../../src/host/flight/flight-follow.ts';
import { maskFlight, parseFlight } from '../../../../src/host/flight/flight-format.ts';
import { historyOf } from '../../../../src/host/flight/flight-history.ts';
import { readFlight } from '../../../../src/host/flight/flight-read.ts';
import { createFlightRecord } from '../../../../src/host/flight/flight-record.ts';
import { isAsThen, replay } from '../../../../src/host/flight/flight-replay.ts';
import { tempDir } from '../../../helpers/temp.ts';
import { service } from '../../core/scenario.ts';

const SECRET = 'hunter2-and-more';
const SPECS = [
  service('db', { env: { PGPASSWORD: SECRET, PLAIN: 'open' } }),
  service('web', { requires: ['db'], exec: `run --password ${SECRET}`, lifecycle: { restartDelayMs: 1000 } }),
];

/** A session in a state directory. The core gets these events, 10 ms apart. */
function session(
  stateDir: string,
  events: readonly Event[],
  { specs = SPECS, maxBytes = 1_000_000, failed = (message: string): void => expect.fail(message) } = {},
) {
  const record = createFlightRecord({ stateDir, session: 's', failed, maxBytes });
  let state = initialState({ specs: specs as readonly ServiceSpec[], exitOn: 'never' });
  let nowMs = 1000.25;
  const feed = (event: Event) => {
    nowMs += 10;
    const { state: next, effects } = step(state, event, nowMs);
    record.record({ event, nowMs, effects, previous: state });
    state = next;
  };
  for (const event of events) feed(event);
  return { record, feed };
}

const START: Event = { type: 'start-requested', names: ['web'], withDependencies: true };
const spawned = (name: string, run: number): Event => ({ type: 'spawned', name, run, pid: 4000 + run });
const FAILS: readonly Event[] = [
  START,
  spawned('db', 1),
  spawned('web', 1),
  { type: 'exited', name: 'web', run: 1, code: 3, signal: null },
  { type: 'tree-gone', name: 'web', run: 1 },
  { type: 'stop-requested', names: ['db'] },
  { type: 'exited', name: 'db', run: 1, code: null, signal: 'SIGTERM' },
  { type: 'tree-gone', name: 'db', run: 1 },
];

test('the recorded events are read back, and the core decides the same', () => {
  const dir = tempDir();
  session(dir, FAILS).record.close();
  const [part] = readFlight(dir);
  const replayed = [...replay(part!)];
  expect(replayed.map(({ at }) => at.event.type)).toEqual(FAILS.map(({ type }) => type));
  expect(replayed.flatMap(({ effects }) => effects)).toContain('spawn web 1 exec');
  expect(replayed.every(isAsThen)).toBe(true);
});

test('a record of version 1, which has other names, is replayed as well', () => {
  const text = readFileSync(new URL('../../../fixtures/host/flight-1.log', import.meta.url), 'utf8');
  const parts = parseFlight(text);
  const replayed = parts.flatMap((part) => [...replay(part)]);
  expect(replayed.map(({ at }) => at.event.type).filter((type) => type === 'tree-gone')).toHaveLength(4);
  // Disarming a timer that is not armed is not a decision. The core of that version did so once more.
  const decided = (effects: readonly string[]) => effects.filter((effect) => !effect.startsWith('disarm '));
  for (const { at, effects } of replayed) expect(decided(effects)).toEqual(decided(at.effects));
  const [, next] = parts;
  const web = next!.header.state.services.find(({ spec }) => spec.name === 'web');
  expect(web).toMatchObject({ stopRequested: true, live: { leaderExited: true } });
});

test('a different decision is found', () => {
  const dir = tempDir();
  session(dir, FAILS).record.close();
  const [part] = readFlight(dir);
  const events = part!.events.map((at) => ({
    ...at,
    effects: at.effects.filter((text) => text !== 'signal db 1 SIGTERM'),
  }));
  const otherwise = [...replay({ ...part!, events })].filter((each) => !isAsThen(each));
  expect(otherwise.map(({ at }) => at.event.type)).toEqual(['stop-requested']);
});

test('the history says what happened to each service and why', () => {
  const dir = tempDir();
  session(dir, FAILS).record.close();
  const said = historyOf(readFlight(dir)).map(({ service: name, text }) => `${name}: ${text}`);
  expect(said[0]).toBe(`null: zdev started, pid ${process.pid}`);
  expect(said).toContain('db: started, pid 4001');
  expect(said.find((text) => text.startsWith('web: exit'))).toMatch(/exit.*3/);
  expect(said).toContain('db: stopping: you asked for a stop');
});

test('earlier sessions are kept, and each begins with its own config', () => {
  const dir = tempDir();
  session(dir, FAILS).record.close();
  session(dir, [{ type: 'start-requested', names: ['other'], withDependencies: true }], {
    specs: [service('other')],
  }).record.close();
  const parts = readFlight(dir);
  expect(parts.map(({ header }) => header.state.services.map(({ spec }) => spec.name))).toEqual([
    ['db', 'web'],
    ['other'],
  ]);
  expect(parts.flatMap((part) => [...replay(part)]).every(isAsThen)).toBe(true);
});

test('the record stays within two files of the allowed size, and each part can be replayed', () => {
  const dir = tempDir();
  const maxBytes = 20_000;
  const { record, feed } = session(dir, FAILS.slice(0, 3), { maxBytes });
  for (let i = 0; i < 5000; i++) feed({ type: 'kill-requested', names: ['db'], signal: 'SIGUSR1' });
  record.close();
  expect(readdirSync(dir).sort()).toEqual(['flight-0.log', 'flight-1.log']);
  // one batch of 500 events may exceed the limit
  for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).size).toBeLessThan(maxBytes + 120_000);
  const parts = readFlight(dir);
  expect(parts.map(({ header }) => header.begins)).toEqual([false, false]);
  expect(parts[1]!.header.file).toBe(parts[0]!.header.file + 1);
  const replayed = parts.flatMap((part) => [...replay(part)]);
  expect(replayed.length).toBeGreaterThan(100);
  expect(replayed.every(isAsThen)).toBe(true);
});

test('values of environments are not in the record, and other secrets are not in the version for others', () => {
  const dir = tempDir();
  const changed = SPECS.map((spec) => ({ ...spec, env: { ...spec.env, TOKEN: `${SECRET}!` } }));
  const { record } = session(dir, [...FAILS.slice(0, 3), { type: 'specs-replaced', specs: changed }]);
  record.close();
  const text = readFileSync(join(dir, 'flight-0.log'), 'utf8');
  expect(text).toContain('PGPASSWORD');
  expect(text).not.toContain(`"${SECRET}"`);
  expect(text).not.toContain(`${SECRET}!`);
  const masked = maskFlight(readFlight(dir));
  expect(masked).toContain('PGPASSWORD');
  expect(masked).not.toContain(SECRET);
  const replayed = parseFlight(masked).flatMap((part) => [...replay(part)]);
  expect(replayed).toHaveLength(4);
  expect(replayed.every(isAsThen)).toBe(true);
});

test('a line that was cut off ends its part, and the next session is read', () => {
  const dir = tempDir();
  session(dir, FAILS).record.close();
  const whole = readFileSync(join(dir, 'flight-0.log'), 'utf8');
  const cut = parseFlight(`${whole.slice(0, -20)}\n${whole}`);
  expect(cut.map(({ events }) => events.length)).toEqual([FAILS.length - 1, FAILS.length]);
  expect(parseFlight('not a record\n{"a":1}\n[]\n')).toEqual([]);
});

test('a write error is reported once, and everything else continues', () => {
  const dir = tempDir();
  // A file cannot replace a directory that is not empty.
  mkdirSync(join(dir, 'flight-0.log/in the way'), { recursive: true });
  const said: string[] = [];
  const { record, feed } = session(dir, [], { failed: (message) => said.push(message) });
  for (let i = 0; i < 2000; i++) feed(START);
  record.close();
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^"zdev history" shows nothing new from now on: /);
});

test('a record that was deleted begins again with the state of that moment', () => {
  const dir = tempDir();
  const { record, feed } = session(dir, FAILS.slice(0, 3));
  for (let i = 0; i < 600; i++) feed({ type: 'kill-requested', names: ['db'], signal: 'SIGUSR1' });
  rmSync(join(dir, 'flight-0.log'));
  feed({ type: 'stop-requested', names: ['db'] });
  record.close();
  const parts = readFlight(dir);
  expect(parts).toHaveLength(1);
  expect(parts[0]!.header.begins).toBe(false);
  expect([...replay(parts[0]!)].every(isAsThen)).toBe(true);
  expect(historyOf(parts).map(({ text }) => text)).toEqual(['stopping: db stops or restarts']);
});

test('a reader continues where it was, across the end of a session and the beginning of the next', () => {
  const dir = tempDir();
  const reader = createFlightReader(dir, 'start');
  expect(reader.read(), 'no record yet').toEqual([]);
  const first = session(dir, FAILS.slice(0, 3));
  first.record.close();
  const typesOf = (news: ReturnType<typeof reader.read>) =>
    news.map((one) => (one.type === 'event' ? one.at.event.type : one.type));
  const begun = reader.read();
  expect(typesOf(begun)).toEqual(['begins', 'start-requested', 'spawned', 'spawned']);
  const later = createFlightReader(dir, 'end');
  expect(later.read()).toEqual([]);
  session(dir, [START]).record.close();
  for (const each of [reader, later]) expect(typesOf(each.read())).toEqual(['begins', 'start-requested']);
  expect(reader.read()).toEqual([]);
  const place = begun[2]?.place as FlightPosition;
  expect(typesOf(createFlightReader(dir, place).read())).toEqual(['spawned', 'begins', 'start-requested']);
});

test('a reader whose place is no longer kept says so, and continues with the rest', () => {
  const dir = tempDir();
  const maxBytes = 2000;
  session(dir, FAILS, { maxBytes }).record.close();
  const [first] = createFlightReader(dir, 'start').read();
  for (let i = 0; i < 4; i++) session(dir, FAILS, { maxBytes }).record.close();
  const news = createFlightReader(dir, first?.place as FlightPosition).read();
  expect(news[0]?.type).toBe('missed');
  expect(news.filter(({ type }) => type === 'event').length).toBeGreaterThan(0);
});
