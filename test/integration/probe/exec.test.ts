import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ask } from './ask.ts';

const PASSED = { ok: true, error: null, answered: true };

test('exit 0 passes, in the directory and with the environment of the service', async () => {
  const dir = temporary();
  const target = `[ "$(pwd -P)" = "${dir}" ] && [ "$GREETING" = "hello world" ] && [ -n "$PATH" ]`;
  expect(await ask({ type: 'exec', target }, { dir, env: { GREETING: 'hello world' } })).toEqual(PASSED);
});

test.each([
  ['exit 3', 'exit 3'],
  ['echo first >&2; echo "last  line" >&2; echo >&2; exit 1', 'exit 1: last  line'],
  ['echo "no response"; exit 2', 'exit 2: no response'],
  ["printf '\\033[31mred\\033[0m\\n' >&2; exit 1", 'exit 1: red'],
  ['kill -TERM $$', 'killed by SIGTERM'],
])('%s: %s', async (target, error) => {
  expect(await ask({ type: 'exec', target })).toEqual({ ok: false, error, answered: true });
});

test('of endless output the end is kept', async () => {
  const target = 'yes filler | head -n 400000 >&2; echo end >&2; exit 1';
  expect((await ask({ type: 'exec', target })).error).toBe('exit 1: end');
});

test('on timeout the whole group is killed', async () => {
  const pids = join(temporary(), 'pids');
  const target = `sleep 1000 & echo $! $$ > ${pids}; wait`;
  const outcome = await ask({ type: 'exec', target, timeoutMs: 400 });
  expect(outcome).toMatchObject({ ok: false, error: 'no answer within 400 ms' });
  await allGone(pids);
});

test('on abort, too', async () => {
  const pids = join(temporary(), 'pids');
  const controller = new AbortController();
  const probe = ask({ type: 'exec', target: `sleep 1000 & echo $! $$ > ${pids}; wait` }, { signal: controller.signal });
  await vi.waitFor(() => expect(read(pids)).toMatch(/\n$/), 10_000);
  controller.abort();
  await probe;
  await allGone(pids);
});

test('what the command leaves behind is ended, and does not hold it up', async () => {
  const pids = join(temporary(), 'pids');
  expect(await ask({ type: 'exec', target: `sleep 1000 & echo $! > ${pids}` })).toEqual(PASSED);
  await allGone(pids);
});

test.runIf(process.platform === 'linux')('a process that left the group does not hold it up', async () => {
  const pids = join(temporary(), 'pids');
  onTestFinished(() => void process.kill(Number(read(pids)), 'SIGKILL'));
  expect(await ask({ type: 'exec', target: `setsid sleep 1000 & echo $! > ${pids}` })).toEqual(PASSED);
});

test('a directory that is not there is told', async () => {
  const outcome = await ask({ type: 'exec', target: 'true' }, { dir: '/no/such/directory' });
  expect(outcome).toEqual({
    ok: false,
    error: 'cannot run the check: no directory /no/such/directory',
    answered: false,
  });
});

test('an environment that no process can have is told', async () => {
  const outcome = await ask({ type: 'exec', target: 'true' }, { env: { A: 'x\0y' } });
  expect(outcome.error).toMatch(/^cannot run the check: /);
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
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 10_000);
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
