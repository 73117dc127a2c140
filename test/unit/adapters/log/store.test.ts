import { expect, test, vi } from 'vitest';
import { createLogStore } from '../../../../src/adapters/log/store.ts';
import type { RunFiles, StoreOptions } from '../../../../src/adapters/log/store-context.ts';
import type { Note } from '../../../../src/adapters/log/store-notes.ts';
import { until } from '../../../helpers/wait.ts';

const RUN = { name: 'api', run: 1, purpose: 'exec' } as const;

/** A disk that keeps what it is given in memory, and answers when it is told to. */
function fakeDisk() {
  const disk = {
    text: '',
    skipped: 0,
    notes: [] as Note[],
    closed: 0,
    writes: 0,
    error: null as Error | null,
    gate: null as Promise<void> | null,
    settling: () => {},
    openFiles: async (): Promise<RunFiles> => files,
  };
  const files: RunFiles = {
    get size() {
      return disk.text.length;
    },
    isUntidy: false,
    isDeleted: false,
    isThere: async () => true,
    async append(blocks) {
      disk.writes++;
      await disk.gate;
      files.appendNow(blocks);
    },
    appendNow(blocks) {
      if (disk.error) throw disk.error;
      for (const { bytes, used, skippedBefore } of blocks) {
        disk.skipped += skippedBefore;
        disk.text += bytes.toString('latin1', 0, used);
      }
    },
    async note(note) {
      if (disk.error) throw disk.error;
      disk.notes.push(note);
    },
    async settle() {
      disk.settling();
    },
    async close() {
      disk.closed++;
    },
  };
  return disk;
}

function storeOn(disk: ReturnType<typeof fakeDisk>, options: Partial<StoreOptions> = {}) {
  const warn = vi.fn();
  const store = createLogStore({
    dir: '/nowhere',
    warn,
    flushMs: 1,
    retryMs: 5,
    openFiles: disk.openFiles,
    ...options,
  });
  return { store, warn };
}

test('writes in the background, and notes the process and its end', async () => {
  const disk = fakeDisk();
  const { store } = storeOn(disk);
  const run = store.open(RUN);
  run.started(42);
  run.write(Buffer.from('one\n'));
  expect(disk.text).toBe('');
  await until(() => disk.text === 'one\n');
  run.write(Buffer.from('two'));
  run.exited(null, 'SIGTERM');
  run.end();
  run.write(Buffer.from('too late'));
  await until(() => disk.closed === 1);
  expect(disk.text).toBe('one\ntwo');
  expect(disk.notes).toEqual([{ pid: 42 }, { endMs: expect.any(Number), code: null, signal: 'SIGTERM' }]);
});

test('what comes while the notes are put in order is not forgotten at the end', async () => {
  const disk = fakeDisk();
  const { store } = storeOn(disk);
  const run = store.open(RUN);
  disk.settling = () => {
    disk.settling = () => {};
    run.write(Buffer.from('late'));
    run.end();
  };
  run.write(Buffer.from('early '));
  await until(() => disk.closed === 1);
  expect(disk.text).toBe('early late');
});

test('close writes what waits, of runs that go on too', async () => {
  const disk = fakeDisk();
  const { store } = storeOn(disk, { flushMs: 1e6 });
  store.open(RUN).write(Buffer.from('last words'));
  await store.close();
  expect(disk.text).toBe('last words');
  expect(disk.closed).toBe(1);
  expect(disk.notes).toEqual([]);
});

test('a disk that hangs costs bounded memory; what is dropped is counted to the byte', async () => {
  const disk = fakeDisk();
  let open = () => {};
  disk.gate = new Promise((resolve) => {
    open = resolve;
  });
  const { store } = storeOn(disk);
  const run = store.open(RUN);
  run.write(Buffer.from('first'));
  await until(() => disk.writes === 1);
  const before = process.memoryUsage().arrayBuffers;
  const chunk = Buffer.alloc(65536, 'x');
  for (let i = 0; i < 2000; i++) run.write(chunk);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10e6);
  run.end();
  open();
  await store.close();
  expect(disk.text.startsWith('firstx')).toBe(true);
  expect(disk.skipped).toBeGreaterThan(100e6);
  expect(disk.text.length + disk.skipped).toBe(5 + 2000 * 65536);
});

test('close does not wait for a disk that hangs', async () => {
  const disk = fakeDisk();
  disk.gate = new Promise(() => {});
  const { store } = storeOn(disk);
  store.open(RUN).write(Buffer.from('x'));
  await until(() => disk.writes === 1);
  await store.close(20);
});

test('a full disk: one message, and it goes on when there is room', async () => {
  const disk = fakeDisk();
  disk.error = new Error('ENOSPC: no space left on device, write');
  const { store, warn } = storeOn(disk);
  const run = store.open(RUN);
  run.write(Buffer.from('lost'));
  await until(() => warn.mock.calls.length === 1);
  run.write(Buffer.from('lost as well'));
  await until(() => disk.writes === 2);
  expect(warn.mock.calls).toEqual([
    ['cannot keep the output of services in /nowhere: ENOSPC: no space left on device, write'],
  ]);
  disk.error = null;
  run.write(Buffer.from('again'));
  run.end();
  await until(() => disk.closed === 1);
  expect(disk.text).toMatch(/again$/);
  expect(disk.text.length + disk.skipped).toBe('lostlost as wellagain'.length);
});

test('a flood is written as it comes, a quiet service after a while', async () => {
  const disk = fakeDisk();
  const { store } = storeOn(disk, { flushMs: 20, nowMs: () => 1000 });
  const run = store.open(RUN);
  run.write(Buffer.from('x'));
  await until(() => disk.text.length === 1);
  const chunk = Buffer.alloc(65536, 'x');
  for (let i = 0; i < 100; i++) run.write(chunk);
  expect(disk.text.length).toBe(1 + 100 * 65536);
  expect(disk.skipped).toBe(0);
  await store.close();
});

test('a write that hangs holds up its own run alone, and those that come later are saved', async () => {
  const [stuck, quick] = [fakeDisk(), fakeDisk()];
  stuck.gate = new Promise(() => {});
  const { store } = storeOn(stuck, {
    openFiles: async ({ name }) => (name === RUN.name ? stuck : quick).openFiles(),
  });
  store.open(RUN).write(Buffer.from('never\n'));
  await until(() => stuck.writes === 1);
  for (let run = 1; run <= 20; run++) {
    const later = store.open({ name: 'web', run, purpose: 'exec' });
    later.write(Buffer.from(`${run}\n`));
    later.exited(0, null);
    later.end();
    await until(() => quick.closed === run);
  }
  expect(quick.text).toBe(Array.from({ length: 20 }, (_, i) => `${i + 1}\n`).join(''));
  await store.close(10);
});
