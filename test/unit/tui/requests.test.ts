import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Request } from '../../../src/tui/actions/context.ts';
import { createLogs } from '../../../src/tui/logs/logs.ts';
import type { Model } from '../../../src/tui/model/model.ts';
import { createRequests } from '../../../src/tui/requests.ts';
import type { TerminalSession } from '../../../src/tui/term/terminal-session.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { createFakeClient } from './fake-client.ts';
import { linesIn, modelOf, row } from './rows.ts';

afterEach(() => {
  vi.useRealTimers();
});

interface Given {
  readonly answers?: Parameters<typeof createFakeClient>[0];
  readonly env?: Readonly<Record<string, string>>;
  readonly file?: string | null;
  readonly model?: Partial<Model>;
}

/** Requests to a supervisor, a terminal and log files that are none. `done` notes what was made of the terminal. */
function requestsOf({ answers = {}, env = {}, file = null, model: more = {} }: Given = {}) {
  const fake = createFakeClient(answers);
  const stateDir = tempDir();
  const logs = createLogs();
  const done: string[] = [];
  let model = modelOf([row('api')], more);
  const note =
    (what: string) =>
    (...args: readonly unknown[]) =>
      void done.push([what, ...args].join(' '));
  const session = {
    write: (text: string) => done.push(text) > 0,
    setMouse: note('mouse'),
    setWheelKeys: note('wheel keys'),
    setFocusReports: note('focus reports'),
    suspend: async () => note('suspended')(),
    async pauseFor(run: () => Promise<void>) {
      done.push('terminal given away');
      await run();
      done.push('terminal taken back');
    },
  } as unknown as TerminalSession;
  const requests = createRequests({
    client: fake.client,
    session,
    logs,
    history: { file: async () => file },
    older: { read: async (all) => note('older')(all), find: async (around) => note('found')(around) },
    stateDir,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    model: () => model,
    set(change) {
      model = { ...model, ...change };
    },
    attach: async (name) => note('attached')(name),
    redraw: note('redrawn'),
    quit: note('quit'),
  });
  const ask = (request: Request) => requests.carryOut(request);
  const message = async () => {
    await until(() => model.message !== null, { what: 'a message' });
    return model.message;
  };
  const closeDetails = () => {
    model = { ...model, details: null };
  };
  return { ...fake, requests, ask, message, closeDetails, done, logs, stateDir, model: () => model };
}

test.each<readonly [Request, readonly [string, object]]>([
  [
    { type: 'call', method: 'service.start', names: ['a', 'b'] },
    ['service.start', { name: ['a', 'b'], dependencies: true }],
  ],
  [{ type: 'call', method: 'service.stop', names: ['a'] }, ['service.stop', { name: ['a'] }]],
  [{ type: 'call', method: 'service.restart', names: ['a'] }, ['service.restart', { name: ['a'], dependents: false }]],
  [
    { type: 'call', method: 'service.restart', names: ['a'], dependents: true },
    ['service.restart', { name: ['a'], dependents: true }],
  ],
  [{ type: 'call', method: 'service.kill', names: ['a'] }, ['service.kill', { name: ['a'], signal: 'SIGKILL' }]],
  [
    { type: 'call', method: 'service.kill', names: ['a'], signal: 'SIGHUP' },
    ['service.kill', { name: ['a'], signal: 'SIGHUP' }],
  ],
  [{ type: 'free-port', name: 'a' }, ['service.free_port', { name: 'a' }]],
])('%o is asked of the supervisor', async (request, [method, params]) => {
  const { ask, calls } = requestsOf();
  ask(request);
  await until(() => calls.length > 0);
  expect(calls).toEqual([{ method, params }]);
});

test('what goes wrong becomes a message', async () => {
  const answers = { 'service.stop': () => Promise.reject(new Error('zdev is being stopped')) };
  const { ask, message } = requestsOf({ answers });
  ask({ type: 'call', method: 'service.stop', names: ['api'] });
  expect(await message()).toMatchObject({ level: 'error', text: 'zdev is being stopped' });
});

test.each<readonly [Request, Partial<Model>, readonly string[]]>([
  [{ type: 'attach', name: 'api' }, {}, ['attached api']],
  [{ type: 'mouse', on: true }, {}, ['mouse true', 'wheel keys false']],
  [{ type: 'mouse', on: false }, {}, ['mouse false', 'wheel keys false']],
  [{ type: 'mouse', on: false }, { zoom: true }, ['mouse false', 'wheel keys true']],
  [{ type: 'suspend' }, {}, ['suspended']],
  [{ type: 'redraw' }, {}, ['redrawn']],
  [{ type: 'quit', how: 'stop' }, {}, ['quit stop']],
  [{ type: 'older' }, {}, ['older false']],
  [{ type: 'older', all: true }, {}, ['older true']],
  [{ type: 'find-older', around: true }, {}, ['found true']],
])('%o is done to the terminal, with %o', (request, model, expected) => {
  const { ask, done } = requestsOf({ model });
  ask(request);
  expect(done).toEqual(expected);
});

test('a mark is put where it was asked for', () => {
  const { ask, logs } = requestsOf();
  ask({ type: 'mark', service: 'api' });
  ask({ type: 'mark', service: null });
  expect([linesIn(logs.of('api')).length, linesIn(logs.all).length]).toEqual([1, 2]);
});

test('copied text is also in a file, line by line', async () => {
  const { ask, message, stateDir } = requestsOf({ env: { SSH_CONNECTION: 'x' } });
  ask({ type: 'copy', lines: ['one', 'two'] });
  expect((await message())?.text).toMatch(/^copied 2 lines/);
  expect(readFileSync(join(stateDir, 'clipboard.log'), 'utf8')).toBe('one\ntwo\n');
});

test('a part of a line is copied without a newline, and shown', async () => {
  const { ask, message, stateDir } = requestsOf({ env: { SSH_CONNECTION: 'x' } });
  ask({ type: 'copy', lines: ['3000'], part: true });
  expect((await message())?.text).toMatch(/^copied "3000"/);
  expect(readFileSync(join(stateDir, 'clipboard.log'), 'utf8')).toBe('3000');
});

describe('details', () => {
  const why = (...lines: readonly string[]) => ({ lines });
  const stats = { pid: 7, memory_bytes: 1024, cpu_percent: 2 };

  test('are shown with what there is at once, and then with what the service uses', async () => {
    const { ask, model } = requestsOf({
      answers: { 'service.why': () => why('api: ready'), 'service.stats': () => stats },
    });
    ask({ type: 'details', name: 'api' });
    await until(() => model().details?.usage !== null && model().details !== null);
    expect(model().details).toEqual({
      name: 'api',
      lines: ['api: ready'],
      usage: { memoryBytes: 1024, cpuPercent: 2 },
      scroll: 0,
    });
  });

  test('are not shown when another service was selected before the answer', async () => {
    const answers = { 'service.why': () => why('api: ready'), 'service.stats': () => stats };
    const { ask, model, calls } = requestsOf({ answers, model: { selected: null } });
    ask({ type: 'details', name: 'api' });
    await until(() => calls.length === 1);
    await new Promise((resolve) => setImmediate(resolve));
    expect([model().details, calls.length]).toEqual([null, 1]);
  });

  test('of what does not run have no usage', async () => {
    const answers = { 'service.why': () => why('api: off'), 'service.stats': () => ({ ...stats, pid: 0 }) };
    const { ask, model, calls } = requestsOf({ answers });
    ask({ type: 'details', name: 'api' });
    await until(() => calls.length === 3);
    expect(model().details).toMatchObject({ name: 'api', usage: null });
  });

  test('are read again every two seconds while they are open', async () => {
    vi.useFakeTimers();
    let asked = 0;
    const answers = { 'service.why': () => why(`look ${++asked}`), 'service.stats': () => stats };
    const { ask, model, closeDetails } = requestsOf({ answers });
    ask({ type: 'details', name: 'api' });
    await vi.advanceTimersByTimeAsync(0);
    expect(model().details?.lines).toEqual(['look 2']);
    await vi.advanceTimersByTimeAsync(4000);
    expect(model().details?.lines).toEqual(['look 4']);
    closeDetails();
    await vi.advanceTimersByTimeAsync(4000);
    expect([asked, vi.getTimerCount()]).toEqual([4, 0]);
  });
});

describe('the editor', () => {
  /** One that notes what it was given, and ends with a status. */
  function editorIn(dir: string, status = 0) {
    const path = join(dir, 'an editor');
    writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" >'${dir}/given'\nexit ${status}\n`);
    chmodSync(path, 0o755);
    return { command: `'${path}' --wait`, given: () => readFileSync(join(dir, 'given'), 'utf8') };
  }

  test('gets the log file, and the terminal for as long as it runs', async () => {
    const editor = editorIn(tempDir());
    const rig = requestsOf({ env: { EDITOR: editor.command }, file: "/logs/it's here.log" });
    rig.ask({ type: 'edit', service: 'api' });
    expect(await rig.message()).toMatchObject({ level: 'info', text: `back from ${editor.command}` });
    await rig.requests.terminalIsOurs();
    expect(editor.given()).toBe("--wait\n/logs/it's here.log\n");
    expect(rig.done).toEqual(['terminal given away', 'terminal taken back']);
  });

  test('is VISUAL before EDITOR before PAGER, and of all services shows the log of zdev itself', async () => {
    const editor = editorIn(tempDir());
    const env = { VISUAL: editor.command, EDITOR: 'false', PAGER: 'false' };
    const { ask, message, stateDir } = requestsOf({ env });
    ask({ type: 'edit', service: null });
    await message();
    expect(editor.given()).toBe(`--wait\n${join(stateDir, 'supervisor.log')}\n`);
  });

  test.each([
    [{}, '-R'],
    [{ LESS: '-N' }, '-N'],
  ])('shows the colours of a log if it is less, unless LESS is set: %j', async (more, expected) => {
    const out = join(tempDir(), 'less');
    const { ask, message } = requestsOf({ env: { PAGER: `echo "$LESS" >${out}; true`, ...more }, file: '/logs/1.log' });
    ask({ type: 'edit', service: 'api' });
    expect(await message()).toMatchObject({ level: 'info' });
    expect(readFileSync(out, 'utf8')).toBe(`${expected}\n`);
  });

  test('that fails is said, with the file that it was to open', async () => {
    const editor = editorIn(tempDir(), 3);
    const { ask, message } = requestsOf({ env: { PAGER: editor.command }, file: '/logs/1.log' });
    ask({ type: 'edit', service: 'api' });
    expect(await message()).toMatchObject({
      level: 'error',
      text: `${editor.command} ended with status 3: /logs/1.log`,
    });
  });

  test('is not started where there is no file yet', async () => {
    const { ask, message, done } = requestsOf({ env: { EDITOR: 'false' } });
    ask({ type: 'edit', service: 'api' });
    expect(await message()).toMatchObject({ level: 'error', text: 'api has no log file yet' });
    expect(done).toEqual([]);
  });
});
