import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { linux } from '../../helpers/needs.ts';
import { PATIENTLY } from '../../helpers/wait.ts';
import { ask } from './ask.ts';

const PASSED = { ok: true, error: null, answered: true };

test('exit 0 passes, in the directory and with the environment of the service', async () => {
  const dir = temporary();
  const target = `[ "$(pwd -P)" = "${dir}" ] && [ "$GREETING" = "hello world" ] && [ -n "$PATH" ]`;
  expect(await ask({ type: 'exec', target }, { dir, env: { GREETING: 'hello world' } })).toEqual(PASSED);
});

test.each([
  ['exit 3', []],
  ['echo first >&2; echo "last  line" >&2; echo >&2; exit 3', ['first', 'last  line']],
  ['echo "no response"; exit 3', ['no response']],
  ["printf '\\033[31mred\\033[0m\\n' >&2; exit 3", ['red']],
])('%s: how it ended, and what it said', async (target, first) => {
  const error = { type: 'command', code: 3, signal: null, first, omitted: 0, last: [] };
  expect(await ask({ type: 'exec', target })).toEqual({ ok: false, error, answered: true });
});

test('it reports the signal that ended the command', async () => {
  const { error } = await ask({ type: 'exec', target: 'kill -TERM $$' });
  expect(error).toMatchObject({ code: null, signal: 'SIGTERM' });
});

test('of a long text, as that of a wrong option, the beginning and the end are kept', async () => {
  const target = 'echo "unknown option: --x" >&2; seq 1 40 >&2; exit 2';
  const { error } = await ask({ type: 'exec', target });
  expect(error).toMatchObject({ first: ['unknown option: --x', '1', '2'], omitted: 35, last: ['38', '39', '40'] });
});

test('of endless output, too', async () => {
  const target = 'echo begin >&2; yes filler | head -n 400000 >&2; echo end >&2; exit 1';
  const { error } = await ask({ type: 'exec', target });
  expect(error).toMatchObject({ first: ['begin', 'filler', 'filler'], last: ['filler', 'filler', 'end'] });
});

test('on timeout the whole group is killed', async () => {
  const pids = join(temporary(), 'pids');
  const target = `sleep 1000 & echo $! $$ > ${pids}; wait`;
  const outcome = await ask({ type: 'exec', target, timeoutMs: 400 });
  expect(outcome).toMatchObject({ ok: false, error: { type: 'no-answer', withinMs: 400 } });
  await allGone(pids);
});

test('on abort, too', async () => {
  const pids = join(temporary(), 'pids');
  const controller = new AbortController();
  const probe = ask({ type: 'exec', target: `sleep 1000 & echo $! $$ > ${pids}; wait` }, { signal: controller.signal });
  await vi.waitFor(() => expect(read(pids)).toMatch(/\n$/), PATIENTLY);
  controller.abort();
  await probe;
  await allGone(pids);
});

test('what the command leaves behind is ended, and does not hold it up', async () => {
  const pids = join(temporary(), 'pids');
  expect(await ask({ type: 'exec', target: `sleep 1000 & echo $! > ${pids}` })).toEqual(PASSED);
  await allGone(pids);
});

test('a process that left the group does not hold it up', linux, async () => {
  const pids = join(temporary(), 'pids');
  onTestFinished(() => void process.kill(Number(read(pids)), 'SIGKILL'));
  expect(await ask({ type: 'exec', target: `setsid sleep 1000 & echo $! > ${pids}` })).toEqual(PASSED);
});

test('it reports a missing directory', async () => {
  const outcome = await ask({ type: 'exec', target: 'true' }, { dir: '/no/such/directory' });
  expect(outcome).toEqual({
    ok: false,
    error: { type: 'message', text: 'cannot run the check: no directory /no/such/directory' },
    answered: false,
  });
});

test('it reports an environment that no process can have', async () => {
  const outcome = await ask({ type: 'exec', target: 'true' }, { env: { A: 'x\0y' } });
  expect(outcome.error).toMatchObject({ text: expect.stringMatching(/^cannot run the check: /) });
});

function temporary(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'zdev-probe-')));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Waits until no process of those that are listed in the file lives. */
async function allGone(file: string): Promise<void> {
  const pids = read(file).trim().split(/\s+/).map(Number);
  expect(pids.every((pid) => pid > 1)).toBe(true);
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), PATIENTLY);
}

/** A zombie that its new parent has not yet collected is dead enough. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(read(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}
