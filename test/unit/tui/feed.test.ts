import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Row } from '../../../src/rpc/results.ts';
import { startFeed } from '../../../src/tui/feed.ts';
import { createLogs } from '../../../src/tui/logs/logs.ts';
import type { Model } from '../../../src/tui/model/model.ts';
import { createFakeClient } from './fake-client.ts';
import { linesIn, modelOf, NOON_MS, row, textsIn } from './rows.ts';

const OURS = 7;

beforeEach(() => {
  vi.useFakeTimers({ now: NOON_MS });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A feed from a supervisor with these services. */
async function feedOf(...rows: readonly Row[]) {
  const snapshot = { project: 'shop', services: rows, stopping: null };
  const fake = createFakeClient({ 'events.subscribe': () => ({ subscription: OURS, cursor: null, snapshot }) });
  const logs = createLogs();
  let model = modelOf(rows);
  const output = vi.fn();
  const changed = (set: Partial<Model>) => {
    model = { ...model, ...set };
  };
  const began = ({ services }: { readonly services: readonly Row[] }) => {
    model = modelOf(services);
  };
  const started = startFeed({ client: fake.client, logs, model: () => model, events: { began, changed, output } });
  const tellOutput = (
    all: readonly { readonly service: string; readonly text: string; readonly run: number; readonly at: number }[],
    subscription = OURS,
  ) => {
    const data = all.map(({ text }) => Buffer.from(text));
    const pieces = all.map(({ service, run, at }, i) => {
      return { service, run, at, at_ms: NOON_MS, data: '', bytes: data[i]?.length };
    });
    const bytes = Buffer.concat(data);
    fake.tell('events.output', { subscription, pieces, missed: [], raw: bytes.length }, bytes);
  };
  const prints = (service: string, text: string, { run = 1, at = 0, of = OURS } = {}) => {
    tellOutput([{ service, text, run, at }], of);
  };
  const becomes = (...services: readonly Row[]) =>
    fake.tell('events.state', { subscription: OURS, services, removed: [], stopping: null });
  return { ...fake, logs, output, prints, tellOutput, becomes, started: await started, model: () => model };
}

const failed = (run: number) =>
  row('api', { state: 'failed', failure: { type: 'exit-code', code: 3 }, pid: null, run });

test('asks for states and the output of all services, and settles with what is there', async () => {
  const { asked, model } = await feedOf(row('api'));
  expect(asked('events.subscribe')).toEqual([{ states: true, output: true, raw: true, backlog: 256 * 1024 }]);
  expect(model().entries).toMatchObject([{ row: { name: 'api' } }]);
});

test('output becomes lines of its service, each with place and time, and each notification is reported once', async () => {
  const { prints, logs, output } = await feedOf(row('api'));
  prints('api', 'one\ntwo\n', { run: 2, at: 100 });
  expect(linesIn(logs.of('api'))).toEqual([
    { service: 'api', run: 2, at: 100, atMs: NOON_MS, text: 'one', kind: 'output' },
    { service: 'api', run: 2, at: 104, atMs: NOON_MS, text: 'two', kind: 'output' },
  ]);
  expect(output).toHaveBeenCalledTimes(1);
});

test('each piece of a notification has its part of the bytes that follow it', async () => {
  const { tellOutput, logs } = await feedOf(row('api'), row('db'));
  tellOutput([
    { service: 'api', text: 'grün\n', run: 1, at: 0 },
    { service: 'db', text: 'one\ntwo\n', run: 1, at: 0 },
    { service: 'api', text: 'last\n', run: 1, at: 6 },
  ]);
  expect([textsIn(logs.of('api')), textsIn(logs.of('db'))]).toEqual([
    ['grün', 'last'],
    ['one', 'two'],
  ]);
});

test('the output of another subscription is not ours', async () => {
  const { prints, logs } = await feedOf(row('api'));
  prints('api', 'for the attached terminal\n', { of: OURS + 1 });
  prints('api', 'for us\n');
  expect(textsIn(logs.of('api'))).toEqual(['for us']);
});

test('output that arrives before the answer with the subscription belongs to it', async () => {
  const logs = createLogs();
  const answer = { subscription: OURS, cursor: null, snapshot: {} };
  const { client, tell } = createFakeClient({ 'events.subscribe': () => answer });
  const events = { began() {}, changed() {}, output() {} };
  const started = startFeed({ client, logs, model: () => modelOf([row('api')]), events });
  const piece = { service: 'api', run: 1, at: 0, at_ms: NOON_MS, data: '', bytes: 6 };
  tell('events.output', { subscription: OURS, pieces: [piece], missed: [], raw: 6 }, Buffer.from('early\n'));
  await started;
  expect(textsIn(logs.of('api'))).toEqual(['early']);
});

test('a state that arrives together with the answer is newer than the answer', async () => {
  const starting = row('api', { ready: false });
  const snapshot = { project: 'shop', services: [starting], stopping: null };
  const { client, tell } = createFakeClient({ 'events.subscribe': () => ({ subscription: OURS, snapshot }) });
  const told: (boolean | undefined)[] = [];
  const events = {
    began: ({ services }: { readonly services: readonly Row[] }) => void told.push(services[0]?.ready),
    changed: ({ entries }: Partial<Model>) => void told.push(entries?.[0]?.row.ready),
    output() {},
  };
  const started = startFeed({ client, logs: createLogs(), model: () => modelOf([starting]), events });
  tell('events.state', { subscription: OURS, services: [row('api')], removed: [], stopping: null });
  await started;
  expect(told).toEqual([false, true]);
});

test('what came too fast is said, before what follows it', async () => {
  const { tell, logs } = await feedOf(row('api'));
  const piece = { service: 'api', run: 1, at: 900, at_ms: NOON_MS, data: '', bytes: 6 };
  const missed = [{ service: 'api', bytes: 900 }];
  tell('events.output', { subscription: OURS, pieces: [piece], missed, raw: 6 }, Buffer.from('after\n'));
  expect(textsIn(logs.of('api'))).toEqual([
    '900 bytes came too fast to show; the log file has them (e opens it)',
    'after',
  ]);
});

describe('between two runs', () => {
  test('stands the number of the new one', async () => {
    const { prints, logs } = await feedOf(row('api'));
    prints('api', 'first\n');
    prints('api', 'again first\n', { at: 6 });
    prints('api', 'second\n', { run: 2 });
    expect(textsIn(logs.of('api'))).toEqual(['first', 'again first', 'run 2', 'second']);
  });

  test('a line that the old one has not finished comes before it', async () => {
    const { prints, logs } = await feedOf(row('api'));
    prints('api', 'half');
    prints('api', 'second\n', { run: 2 });
    expect(textsIn(logs.of('api'))).toEqual(['half', 'run 2', 'second']);
    expect(textsIn(logs.all)).toEqual(['half', 'run 2', 'second']);
  });

  test('it stands once, also where a build and the run beside it take turns', async () => {
    const { prints, logs } = await feedOf(row('api'));
    prints('api', 'serving\n', { run: 1 });
    prints('api', 'compiling\n', { run: 2 });
    prints('api', 'still serving\n', { run: 1, at: 8 });
    prints('api', 'compiled\n', { run: 2, at: 10 });
    expect(textsIn(logs.of('api'))).toEqual(['serving', 'run 2', 'compiling', 'still serving', 'compiled']);
  });
});

describe('what became of a service', () => {
  test('is said soon, after the last words of its run, which may still be on their way', async () => {
    const { prints, becomes, logs, output } = await feedOf(row('api'));
    becomes(failed(1));
    prints('api', 'last words\n');
    expect(textsIn(logs.of('api'))).toEqual(['last words']);
    output.mockClear();
    await vi.advanceTimersByTimeAsync(60);
    expect(textsIn(logs.of('api'))).toEqual(['last words', 'exit code 3']);
    expect(linesIn(logs.of('api')).at(-1)).toMatchObject({ kind: 'note', atMs: NOON_MS });
    expect(output).toHaveBeenCalledTimes(1);
  });

  test('is said before the first words of the next run', async () => {
    const { prints, becomes, logs } = await feedOf(row('api'));
    prints('api', 'one\n');
    becomes(failed(1));
    prints('api', 'two\n', { run: 2 });
    expect(textsIn(logs.of('api'))).toEqual(['one', 'exit code 3', 'run 2', 'two']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(textsIn(logs.of('api'))).toHaveLength(4);
  });

  test('is said after a line that the run has left unfinished', async () => {
    const { prints, becomes, logs } = await feedOf(row('api'));
    prints('api', 'Error: no newl');
    becomes(failed(1));
    await vi.advanceTimersByTimeAsync(60);
    expect(textsIn(logs.of('api'))).toEqual(['Error: no newl', 'exit code 3']);
  });

  test('does not divide a line that a running service continues', async () => {
    const { prints, becomes, logs } = await feedOf(row('api', { state: 'starting' }));
    prints('api', 'Name? ');
    becomes(row('api'));
    await vi.advanceTimersByTimeAsync(60);
    prints('api', 'Ada\n', { at: 6 });
    expect(textsIn(logs.of('api'))).toEqual(['ready after 5 s', 'Name? Ada']);
  });

  test('of a run that printed nothing has the number of that run', async () => {
    const { prints, becomes, logs } = await feedOf(row('api'));
    prints('api', 'one\n');
    becomes(failed(2));
    await vi.advanceTimersByTimeAsync(60);
    expect(textsIn(logs.of('api'))).toEqual(['one', 'run 2', 'exit code 3']);
  });

  test('changes the model, in which the others stay', async () => {
    const { becomes, tell, model } = await feedOf(row('db'), row('api'));
    becomes(failed(1));
    expect(model().entries.map(({ row }) => [row.name, row.state])).toEqual([
      ['db', 'running'],
      ['api', 'failed'],
    ]);
    tell('events.state', { subscription: OURS, services: [], removed: ['db'], stopping: 'waiting for api' });
    expect([model().entries.map(({ row }) => row.name), model().stopping]).toEqual([['api'], 'waiting for api']);
  });
});
