import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, onTestFinished, test, vi } from 'vitest';
import { listRuns, listServices } from '../../../src/adapters/log/reader.ts';
import { createLogStore } from '../../../src/adapters/log/store.ts';
import type { StoreOptions } from '../../../src/adapters/log/store-context.ts';
import { openRunFiles } from '../../../src/adapters/log/store-files.ts';
import { readLines } from '../../../src/adapters/log/stored-lines.ts';
import { linux } from '../../helpers/needs.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';

const START_MS = Date.parse('2026-03-01T10:00:00Z');

/** A store with a clock that is set by hand. */
function openStore(options: Partial<StoreOptions> = {}) {
  const dir = options.dir ?? join(tempDir(), 'logs');
  const clock = { nowMs: START_MS };
  const warn = vi.fn();
  const store = createLogStore({ dir, warn, flushMs: 1, nowMs: () => clock.nowMs, ...options });
  const write = (name: string, run: number, text: string, purpose: 'exec' | 'build' = 'exec') => {
    const open = store.open({ name, run, purpose });
    open.write(Buffer.from(text));
    open.end();
  };
  return { dir, clock, warn, store, write };
}

/** The last lines of the newest run of a service. */
const readLast = (dir: string, name: string, last = Number.POSITIVE_INFINITY) =>
  listRuns(dir, name)
    .slice(-1)
    .flatMap((run) => [...readLines(run, { last })]);

const texts = (lines: Iterable<{ text: string }>) => [...lines].map(({ text }) => text);

test('a run has a file with its bytes as they were, private, and its end', async () => {
  const { dir, store } = openStore();
  const run = store.open({ name: 'api', run: 7, purpose: 'exec' });
  run.started(1234);
  const bytes = Buffer.from([0xff, 0x1b, 0x5b, 0x31, 0x6d, 0x0a, 0x00, 0x0d, 0x0a]);
  run.write(bytes);
  run.exited(3, null);
  run.end();
  await store.close();
  const [info] = listRuns(dir, 'api');
  expect(info).toMatchObject({ service: 'api', run: 7, startMs: START_MS, pid: 1234, end: { code: 3, signal: null } });
  expect(readFileSync(info!.path).equals(bytes)).toBe(true);
  expect(statSync(info!.path).mode & 0o777).toBe(0o600);
  expect(statSync(join(dir, 'api')).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(dir, 'api')).every((file) => file.endsWith('.log'))).toBe(true);
});

test.each([
  'the directory of all logs',
  'its directory',
  'its files',
])('%s was deleted under a run: it goes on', async (what) => {
  const { dir, store, warn } = openStore();
  const run = store.open({ name: 'api', run: 1, purpose: 'exec' });
  run.started(1234);
  run.write(Buffer.from('before\n'));
  await until(() => texts(readLast(dir, 'api')).includes('before'));
  const own = join(dir, 'api');
  const paths = { 'the directory of all logs': [dir], 'its directory': [own] }[what];
  for (const path of paths ?? readdirSync(own).map((name) => join(own, name))) rmSync(path, { recursive: true });
  run.write(Buffer.from('after\n'));
  run.exited(0, null);
  run.end();
  await store.close();
  expect(warn).not.toHaveBeenCalled();
  const [info] = listRuns(dir, 'api');
  expect(info).toMatchObject({ run: 1, pid: 1234, end: { code: 0 } });
  expect([...readLines(info!, {})]).toEqual([
    expect.objectContaining({ text: expect.stringContaining('7 bytes are missing'), at: 0 }),
    expect.objectContaining({ text: 'after' }),
  ]);
});

test('a moved project keeps its output in the new place, and nothing is created in the old one', async () => {
  const root = tempDir();
  mkdirSync(join(root, 'shop'));
  mkdirSync(join(root, 'shop/.zdev'), { mode: 0o700 });
  const { store } = openStore({ dir: join(root, 'shop/.zdev/logs') });
  const run = store.open({ name: 'api', run: 1, purpose: 'exec' });
  run.write(Buffer.from('before\n'));
  const lines = (dir: string) => texts(readLast(join(dir, '.zdev/logs'), 'api'));
  await until(() => lines(join(root, 'shop')).length === 1);
  renameSync(join(root, 'shop'), join(root, 'moved'));
  run.write(Buffer.from('after\n'));
  run.end();
  await store.close();
  expect(readdirSync(root)).toEqual(['moved']);
  expect(lines(join(root, 'moved'))).toEqual(['before', 'after']);
});

test('links and pipes in the place of logs lead nowhere, and nobody waits for them', async () => {
  const root = tempDir();
  const precious = join(root, 'precious');
  writeFileSync(precious, 'secret\n');
  const dir = join(root, 'logs');
  const { store, write } = openStore({ dir });
  write('api', 1, 'hello\n');
  await until(() => texts(readLast(dir, 'api')).includes('hello'));
  await store.close();
  const { path } = listRuns(dir, 'api')[0]!;
  rmSync(path);
  symlinkSync(precious, path);
  expect(() => readLast(dir, 'api')).toThrow('is a link');
  rmSync(join(dir, 'api'), { recursive: true });
  symlinkSync(root, join(dir, 'api'));
  const again = openStore({ dir });
  again.write('api', 1, 'overwritten?\n');
  await again.store.close();
  expect(again.warn).toHaveBeenCalled();
  expect(readdirSync(root).sort()).toEqual(['logs', 'precious']);
});

test('the last runs of a service are kept, and as many builds; a run without output is one', async () => {
  const { dir, store, clock, write } = openStore({ keepRuns: 2 });
  for (let run = 1; run <= 8; run += 2) {
    clock.nowMs += 1000;
    write('api', run, 'building\n', 'build');
    write('api', run + 1, run === 5 ? '' : `run ${run + 1}\n`);
    await until(() => listRuns(dir, 'api').some((info) => info.run === run + 1 && info.end));
  }
  await store.close();
  const numbers = () => listRuns(dir, 'api').map(({ run }) => run);
  await until(() => numbers().length === 4);
  expect(numbers()).toEqual([5, 6, 7, 8]);
  expect(texts(readLines(listRuns(dir, 'api')[1]!, {}))).toEqual([]);
});

test('of a long run the end is kept, whole and in order', async () => {
  const { dir, store, clock } = openStore({ maxBytes: 1_000_000 });
  const run = store.open({ name: 'api', run: 1, purpose: 'exec' });
  for (let line = 0; line < 60_000; line++) {
    clock.nowMs++;
    run.write(Buffer.from(`line ${line} ${'x'.repeat(90)}\n`));
    if (line % 500 === 0) await new Promise(setImmediate);
  }
  run.end();
  await store.close();
  const [info] = listRuns(dir, 'api');
  expect(statSync(info!.path).size).toBe(1_000_000);
  const lines = [...readLines(info!, {})];
  const numbers = lines.map(({ text }) => Number(/^line (\d+) x{90}$/.exec(text)?.[1]));
  expect(numbers).toEqual(numbers.map((_, index) => 60_000 - numbers.length + index));
  expect(numbers.length).toBeGreaterThan(9000);
  for (const [index, { atMs }] of lines.entries()) {
    const lateMs = START_MS + numbers[index]! + 1 - atMs;
    expect(lateMs >= 0 && lateMs <= 100).toBe(true);
  }
  expect(texts(readLines(info!, { last: 2 }))).toEqual(texts(lines.slice(-2)));
  const since = START_MS + 55_000;
  expect(texts(readLines(info!, { sinceMs: since }))).toEqual(texts(lines.filter(({ atMs }) => atMs >= since)));
});

test('notes stay short', async () => {
  const { dir, store, clock } = openStore({ maxBytes: 100_000 });
  const run = store.open({ name: 'api', run: 1, purpose: 'exec' });
  for (let turn = 0; turn < 200_000; turn++) {
    clock.nowMs += 100;
    run.write(Buffer.from(`${turn}\n`));
    if (turn % 1000 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  run.end();
  await store.close();
  const [info] = listRuns(dir, 'api');
  expect(statSync(info!.notesPath).size).toBeLessThan(1_500_000);
  expect(texts(readLines(info!, { last: 1 }))).toEqual(['199999']);
  expect([...readLines(info!, { last: 1 })][0]!.atMs).toBe(clock.nowMs);
});

test('where bytes are missing, that is said, and no lines are glued', async () => {
  const { dir, store } = openStore();
  const run = store.open({ name: 'api', run: 1, purpose: 'exec' });
  const chunk = Buffer.from(`${'y'.repeat(99)}\n`.repeat(100));
  for (let i = 0; i < 1000; i++) run.write(chunk); // before the files are open
  run.end();
  await store.close();
  const lines = texts(readLines(listRuns(dir, 'api')[0]!, {}));
  expect(lines[0]).toMatch(/^… \d{7} bytes are missing here: the disk was slower than the service/);
  expect(lines.slice(1).every((line) => line.length <= 99)).toBe(true);
});

test('a name that is no file name stays inside', async () => {
  const { dir, store, write } = openStore();
  write('..', 1, 'x\n');
  await store.close();
  expect(listServices(dir)).toEqual(['..']);
  expect(texts(readLast(dir, '..', 1))).toEqual(['x']);
});

test('where nothing can be written, there is one message and no harm', async () => {
  const dir = join(tempDir(), 'file');
  writeFileSync(dir, '');
  const { store, warn, write } = openStore({ dir, retryMs: 1 });
  for (let run = 0; run < 20; run++) write(`s${run}`, 1, 'x\n');
  await until(() => warn.mock.calls.length > 0);
  await store.close();
  expect(warn.mock.calls).toEqual([
    [expect.stringMatching(/^cannot keep the output of services in .*file: .*not a directory of zdev/)],
  ]);
});

test('a full disk costs nobody else anything', linux, async () => {
  const full = openSync('/dev/full', 'w');
  const { dir, store, warn, write } = openStore({
    retryMs: 1,
    async openFiles(run, options) {
      if (run.name === 'full') writeSync(full, 'x');
      return openRunFiles(run, options);
    },
  });
  write('full', 1, 'x\n');
  write('api', 1, 'fine\n');
  await until(() => texts(readLast(dir, 'api', 1))[0] === 'fine');
  await store.close();
  closeSync(full);
  expect(warn.mock.calls).toEqual([[expect.stringContaining('ENOSPC')]]);
});

test('a kill loses at most the last fraction of a second, even during a flood', async () => {
  const dir = join(tempDir(), 'logs');
  const code = await writerProgram();
  const quiet = writer(code, [dir, 'quiet', '1']);
  const flood = writer(code, [dir, 'flood', '65536']);
  const last = (name: string) => Number(/\d+/.exec(texts(readLast(dir, name, 1))[0] ?? '0')?.[0]);
  await until(() => last('quiet') > 20 && last('flood') > 300_000, { timeoutMs: 30_000 });
  const said = await Promise.all([quiet, flood].map(kill));
  expect(said[0]! - last('quiet')).toBeLessThan(1000); // a line a millisecond, at best
  const lines = texts(readLast(dir, 'flood'));
  // on a busy machine there may be gaps, with the halves of a line around each
  const gaps = lines.filter((line) => line.startsWith('…')).length;
  const numbers = lines.flatMap((line) => (/^line \d+ x{80}$/.test(line) ? [Number(line.split(' ')[1])] : []));
  expect(lines.length - numbers.length).toBeLessThanOrEqual(3 * gaps);
  const jumps = numbers.filter((number, index) => index > 0 && number !== numbers[index - 1]! + 1);
  expect(jumps.length).toBeLessThanOrEqual(gaps);
  expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
  expect(numbers.length).toBeGreaterThan(10_000);
  expect(listRuns(dir, 'flood')[0]).toMatchObject({ end: null });
}, 60_000);

/** store-writer-program.ts as text for `node -e`. */
async function writerProgram(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('store-writer-program.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  return outputFiles[0]!.text;
}

/** A process that stores lines, and tells how many it has written. */
function writer(code: string, args: readonly string[]): ChildProcess & { said: number } {
  const child = spawn(process.execPath, ['-e', code, ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const told = Object.assign(child, { said: 0 });
  child.stdout.on('data', (chunk: Buffer) => {
    told.said = Number(chunk.toString().trim().split('\n').at(-1));
  });
  return told;
}

function kill(child: ChildProcess & { said: number }): Promise<number> {
  return new Promise((resolve) => {
    child.once('close', () => resolve(child.said));
    child.kill('SIGKILL');
  });
}
