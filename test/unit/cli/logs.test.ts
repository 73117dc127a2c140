import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logs } from '../../../src/cli/commands/logs.ts';
import { ReaderGone } from '../../../src/cli/io/stdio.ts';
import { follow } from '../../../src/cli/logs/follow.ts';
import { readSelection } from '../../../src/cli/logs/line-selection.ts';
import { createLogPrinter } from '../../../src/cli/logs/printer.ts';
import { connect } from '../../../src/rpc/client.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { FakeControl } from '../rpc/fake-control.ts';
import { scriptedClient } from '../rpc/scripted-client.ts';
import { fakeCaller, runningProject, serveIn, shop } from './rig.ts';

const NO_TIME = { 'no-timestamp': true };
const timeOf = (atMs: number) => new Date(atMs).toTimeString().slice(0, 8);

test('logs shows rows like those of the plain stream, with the time of each line', async () => {
  const { io, dir, control } = await runningProject();
  const atMs = Date.parse('2026-03-01T10:20:30Z');
  control.logs.add('db', 'ready to accept connections', atMs);
  control.logs.add('web', 'GET /', atMs + 1000);
  expect(await logs({}, [], io)).toBe(0);
  expect(io.printed()).toBe(
    `${timeOf(atMs)} db      | ready to accept connections\n${timeOf(atMs + 1000)} web     | GET /\n`,
  );
  const colored = fakeCaller(dir, { color: { out: true, err: false }, terminal: true });
  await logs(NO_TIME, ['web'], colored);
  expect(colored.printed()).toBe('\x1b[35mweb     | \x1b[0mGET /\n');
});

test('how many, since when, matching what', async () => {
  const { dir, control } = await runningProject();
  const nowMs = Date.now();
  for (let i = 1; i <= 300; i++) control.logs.add('api', `Line ${i}`, nowMs - (300 - i) * 1000);
  const lines = async (values: Record<string, string>) => {
    const io = fakeCaller(dir);
    expect(await logs({ ...values, json: true }, [], io)).toBe(0);
    const printed = io.printed().trimEnd();
    return printed === '' ? [] : printed.split('\n').map((line) => JSON.parse(line).text);
  };
  expect(await lines({})).toHaveLength(100);
  expect(await lines({ lines: 'all' })).toHaveLength(300);
  expect(await lines({ lines: '2' })).toEqual(['Line 299', 'Line 300']);
  expect(await lines({ lines: '0' })).toEqual([]);
  expect(await lines({ grep: 'line 1$' })).toEqual(['Line 1']);
  expect(await lines({ grep: 'LINE' })).toEqual([]);
  expect(await lines({ grep: '99$', lines: '1' })).toEqual(['Line 299']);
  expect(await lines({ until: new Date(nowMs - 297_500).toISOString() })).toEqual(['Line 1', 'Line 2']);
  expect((await lines({ since: '1m' })).length).toBeLessThanOrEqual(61);
  expect((await lines({ since: new Date(nowMs - 10_500).toISOString() }))[0]).toBe('Line 290');
});

test('what makes no sense is a usage error', () => {
  const read = (values: Record<string, string | boolean>) => () => readSelection(values, 0);
  expect(read({ since: 'yesterday' })).toThrow('--since takes a time such as');
  expect(read({ since: '10' })).toThrow('--since');
  expect(read({ lines: 'some' })).toThrow('--lines takes a number or "all"');
  expect(read({ grep: '(' })).toThrow('--grep: Invalid regular expression');
  expect(read({ run: 'last' })).toThrow('--run takes');
  expect(read({ run: '-1', follow: true })).toThrow('give only one');
  expect(read({ until: '1m', follow: true })).toThrow('give only one');
  expect(read({ until: 'then' })).toThrow('--until takes a time such as');
  expect(readSelection({ since: '14:05' }, Date.parse('2026-03-01T20:00')).sinceMs).toBe(
    Date.parse('2026-03-01T14:05'),
  );
  expect(readSelection({ since: '1h30m' }, 6_000_000).sinceMs).toBe(600_000);
});

test('nothing in a line steers the terminal', async () => {
  const { dir, control } = await runningProject();
  control.logs.add('api', 'a\x1b[2Jb\x1b]52;c;eA==\x07c\x1b[31md');
  const io = fakeCaller(dir, { terminal: true, color: { out: true, err: true } });
  await logs(NO_TIME, ['api'], io);
  expect(io.printed()).toBe('\x1b[32mapi     | \x1b[0mabc\x1b[31md\x1b[0m\n');
});

test('-f keeps printing new output, reports missed lines, and ends with the project', async () => {
  const { io, control, server, dir } = await runningProject();
  control.logs.add('api', 'before');
  const following = logs({ follow: true, ...NO_TIME }, [], io);
  await until(() => io.printed().includes('before'));
  await until(() => control.logs.listeners > 0);
  control.logs.capacity = 2;
  for (let i = 1; i <= 5; i++) control.logs.add('api', `line ${i}`);
  await until(() => io.printed().includes('line 5'));
  expect(io.printed()).toBe(
    [
      'api     | before',
      'zdev    | 3 lines missing here: the reader was too slow',
      'api     | line 4',
      'api     | line 5',
      '',
    ].join('\n'),
  );
  // As if it had been killed: that it had said so before is what counts.
  writeFileSync(join(dir, '.zdev/zdev.pid'), '{}');
  control.send({ type: 'shutdown-requested', force: false });
  control.logs.add('api', 'last words');
  await until(() => io.printed().includes('last words'));
  await server.close();
  expect(await following).toBe(0);
});

test('-f --json has what becomes of services between the lines, each run before its first line', async () => {
  const { io, control, server, dir } = await runningProject();
  const following = logs({ follow: true, json: true, level: 'error', lines: '0' }, ['api', 'web'], io);
  await until(() => control.logs.listeners > 0);
  const objects = () =>
    io
      .printed()
      .trimEnd()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  control.exit('api', 3);
  await until(() => objects().some(({ type, state }) => type === 'service' && state === 'failed'));
  control.send({ type: 'start-requested', names: ['api'], withDependencies: false });
  control.logs.add('api', 'Error: no luck', Date.parse('2026-03-01T10:20:30Z'), 2);
  control.logs.add('api', 'hello');
  control.logs.add('db', 'Error: of another');
  control.logs.add('web', 'Error: last');
  await until(() => io.printed().includes('last'));
  expect(objects().every(({ time, at_ms }) => new Date(time).getTime() === at_ms)).toBe(true);
  const told = objects().map(({ type, service, run, state, stream, text }) => [
    type,
    service,
    run,
    state,
    stream,
    text,
  ]);
  expect(told).toContainEqual(['service', 'api', 1, 'failed', 'zdev', expect.stringContaining('exit code 3')]);
  expect(told).not.toContainEqual(['run', 'api', 1, undefined, 'zdev', undefined]);
  const begins = told.findIndex(([type, service, run]) => type === 'run' && service === 'api' && run === 2);
  const line = told.findIndex(([, , , , , text]) => text === 'Error: no luck');
  expect(told[line]).toEqual(['output', 'api', 2, undefined, 'stdout+stderr', 'Error: no luck']);
  expect(begins).toBeGreaterThan(-1);
  expect(begins).toBeLessThan(line);
  expect(io.printed()).not.toMatch(/hello|of another/);

  // the next supervisor: what is another run there has begun
  await server.close();
  const next = new FakeControl(shop(), { migrate: { exits: 0 } }).up();
  const second = await serveIn(dir, next);
  const before = objects().length;
  await until(() => next.logs.listeners > 0);
  next.exit('web', 1);
  await until(() => objects().some(({ service, state }) => service === 'web' && state === 'failed'));
  // the run of api is another one there
  expect(objects().filter(({ type, service, run }) => type === 'run' && service === 'api' && run === 1)).toHaveLength(
    1,
  );
  expect(objects().length).toBeGreaterThan(before);
  next.send({ type: 'shutdown-requested', force: true });
  await until(() => objects().some(({ text }) => text?.startsWith('stop') || text === 'ended'));
  await second.close();
  await following;
});

test('-f continues with the next supervisor at the same place', async () => {
  const { io, control, server, dir } = await runningProject();
  const following = logs({ follow: true, ...NO_TIME }, ['api'], io);
  await until(() => control.logs.listeners > 0);
  control.logs.add('api', 'from the first');
  await until(() => io.printed().includes('first'));
  await server.close();
  const next = new FakeControl(shop());
  next.logs.add('api', 'from the first');
  next.logs.add('api', 'in between');
  const second = await serveIn(dir, next);
  await until(() => io.printed().includes('in between'));
  expect(io.printed()).toBe('api     | from the first\napi     | in between\n');
  next.send({ type: 'shutdown-requested', force: true });
  next.logs.add('api', 'last words');
  await until(() => io.printed().includes('last words'));
  await second.close();
  expect(await following).toBe(0);
});

test('-f ends with a failure when the supervisor was killed and none comes', async () => {
  const { io, server, dir } = await runningProject();
  const stateDir = join(dir, '.zdev');
  const client = await connect(server.path);
  const printer = createLogPrinter({ io, names: [], json: false, timestamps: false });
  const selection = readSelection({}, 0);
  writeFileSync(join(stateDir, 'zdev.pid'), '{}');
  const following = follow(client, '0', { dir, stateDir, io, printer, names: [], selection, replacementMs: 50 });
  await until(() => server.connections() === 1);
  await server.close();
  expect(await following).toBe(1);
  expect(io.complained()).toContain('zdev was killed');
});

test('-f that begins while everything is being stopped ends with that, and waits for no other supervisor', async () => {
  const dir = tempDir();
  const io = fakeCaller(dir);
  // The lock of one that was killed: waiting for the next one would end with a failure.
  writeFileSync(join(dir, 'zdev.pid'), '{}');
  const { client, answer, asked, close } = scriptedClient();
  const printer = createLogPrinter({ io, names: [], json: false, timestamps: false });
  const selection = readSelection({}, 0);
  const following = follow(client, '0', {
    dir,
    stateDir: dir,
    io,
    printer,
    names: [],
    selection,
    replacementMs: 50,
  });
  await until(() => asked('events.subscribe'));
  answer('events.subscribe', { snapshot: { services: [], stopping: 'stopping: db' } });
  await Promise.resolve();
  close();
  expect([await following, io.complained()]).toEqual([0, '']);
});

test('-f ends when nobody reads any more', async () => {
  const { control, dir } = await runningProject();
  const io = fakeCaller(dir, {
    out(text) {
      if (text.length > 0) throw new ReaderGone();
    },
  });
  const following = logs({ follow: true }, [], io);
  await until(() => control.logs.listeners > 0);
  control.logs.add('api', 'line');
  await expect(following).rejects.toThrow(ReaderGone);
});

test('without a supervisor and without files there is nothing to show', async () => {
  const io = fakeCaller(tempDir());
  expect(await logs({}, [], io)).toBe(1);
  expect(io.complained()).toContain('no logs of an earlier run');
});
