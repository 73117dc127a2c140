import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createWriter, type Writer } from '../../../src/adapters/log/writer.ts';
import { needs } from '../../helpers/needs.ts';
import { PATIENTLY } from '../../helpers/wait.ts';

let dir = '';
const children: ChildProcess[] = [];
const warn = vi.fn();

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'zdev-writer-'));
  warn.mockClear();
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(dir, { recursive: true });
});

describe('a file', () => {
  test('gets every byte in order, whatever the sizes', async () => {
    const file = join(dir, 'out');
    const fd = openSync(file, 'w');
    const writer = createWriter(fd, { warn });
    const parts = [1, 100, 262_143, 262_144, 262_145, 3_000_000, 0, 7].map((size, index) =>
      String.fromCharCode(0xf8 + index).repeat(size),
    );
    for (const part of parts) expect(writer.write(part)).toBe(true);
    await writer.end(1000);
    closeSync(fd);
    expect(readFileSync(file, 'latin1') === parts.join('')).toBe(true);
  });

  test('is written without being asked to, once a turn', async () => {
    const file = join(dir, 'out');
    const fd = openSync(file, 'w');
    createWriter(fd, { warn }).write('hello\n');
    await vi.waitFor(() => expect(readFileSync(file, 'latin1')).toBe('hello\n'), PATIENTLY);
    closeSync(fd);
  });

  test(
    'on a full disk is waited for, with a message',
    needs(existsSync('/dev/full'), 'there is no /dev/full'),
    async () => {
      const fd = openSync('/dev/full', 'w');
      const writer = createWriter(fd, { warn });
      const gone = vi.fn();
      writer.onGone(gone);
      const wanted = [1, 2, 3].map(() => writer.write('x'.repeat(600_000)));
      expect(wanted.at(-1)).toBe(false);
      await writer.end(50);
      expect(warn.mock.calls).toEqual([
        ['cannot write the output: no space left on device; services wait until there is room'],
      ]);
      expect(gone).not.toHaveBeenCalled();
      closeSync(fd);
    },
  );

  test('that cannot be written is gone', async () => {
    const fd = openSync(join(dir, 'out'), 'w');
    closeSync(fd);
    const readOnly = openSync(join(dir, 'out'), 'r');
    const writer = createWriter(readOnly, { warn });
    const gone = vi.fn();
    writer.onGone(gone);
    writer.write('x'.repeat(1_000_000));
    await vi.waitFor(() => expect(gone).toHaveBeenCalledOnce(), PATIENTLY);
    expect(writer.write('y')).toBe(true);
    await writer.end(10_000);
    closeSync(readOnly);
  });
});

describe('a pipe', () => {
  test('whose reader is stuck pushes back, blocks nothing, and is given up in time', async () => {
    const { writer } = await pipeTo('cat >/dev/null');
    const written = fillUp(writer);
    expect(written).toBeLessThan(2_000_000);
    const resumed = vi.fn();
    writer.onDrain(resumed);
    await new Promise((resolve) => setImmediate(resolve));
    expect(resumed).not.toHaveBeenCalled();
    await writer.end(50);
  });

  test('whose reader goes on gets everything', async () => {
    const file = join(dir, 'out');
    const { writer, reader } = await pipeTo(`exec cat >${file}`);
    let written = fillUp(writer);
    const resumed = new Promise<void>((resolve) => writer.onDrain(resolve));
    reader.stdin!.end('go\n');
    await resumed;
    for (; written % 65536 !== 0 || written < 5_000_000; written += 65536) {
      if (!writer.write('x'.repeat(65536))) await new Promise<void>((resolve) => writer.onDrain(resolve));
    }
    await writer.end(10_000);
    await vi.waitFor(() => expect(readFileSync(file).length).toBe(written), PATIENTLY);
  });

  test('whose reader is slow gets everything at the end, and is given up once it takes nothing', async () => {
    const fifo = join(dir, 'fifo');
    await once(spawn('mkfifo', [fifo]), 'exit');
    const source = openSync(fifo, 0o4000); // O_RDONLY | O_NONBLOCK
    const writer = createWriter(openSync(fifo, 0o4001), { warn });
    fillUp(writer);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const ended = vi.fn();
      void writer.end(1000).then(ended);
      const buffer = Buffer.alloc(65536);
      const readOn = async (atLeast: number) => {
        for (let bytes = 0; bytes < atLeast; ) {
          try {
            bytes += readSync(source, buffer);
          } catch {
            await new Promise((resolve) => setImmediate(resolve)); // the writer has not been there yet
          }
        }
      };
      for (let seconds = 0; seconds < 3; seconds++) {
        await readOn(2 * 65536); // twice what a pipe holds: some of it was written after the last look
        await vi.advanceTimersByTimeAsync(1000);
        expect(ended).not.toHaveBeenCalled();
      }
      await vi.advanceTimersByTimeAsync(2000);
      expect(ended).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
      closeSync(source);
    }
  });

  test('whose reader went away is reported once, and lets the sources run on', async () => {
    const { writer, reader } = await pipeTo('exec cat >/dev/null');
    const gone = vi.fn();
    writer.onGone(gone);
    fillUp(writer);
    const resumed = new Promise<void>((resolve) => writer.onDrain(resolve));
    reader.kill('SIGKILL');
    await resumed;
    expect(gone).toHaveBeenCalledOnce();
    expect(gone.mock.calls[0]![0]).toMatchObject({ code: expect.stringMatching(/EPIPE|ECONNRESET/) });
    expect(writer.write('x')).toBe(true);
    await writer.end(10_000);
  });
});

interface Pty {
  readonly ptsName: string;
  pause(): void;
  resume(): void;
  kill(signal: string): void;
}

/** A FIFO with a shell at its other end, which runs `script` to read it once it gets a line on stdin. */
async function pipeTo(script: string): Promise<{ writer: Writer; reader: ChildProcess }> {
  const fifo = join(dir, 'fifo');
  await once(spawn('mkfifo', [fifo]), 'exit');
  const reader = spawn('/bin/sh', ['-c', `exec 3<${fifo}; read go; exec <&3; ${script}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  children.push(reader);
  const fd = await vi.waitFor(() => openSync(fifo, 0o4001), PATIENTLY); // O_WRONLY | O_NONBLOCK: fails before the reader is there
  return { writer: createWriter(fd, { warn }), reader };
}

/** Writes until the writer does not want more. Returns how much that was. */
function fillUp(writer: Writer): number {
  for (let written = 65536; written < 100_000_000; written += 65536) {
    if (!writer.write('x'.repeat(65536))) return written;
  }
  throw new Error('never pushed back');
}

describe('a terminal', () => {
  test('that stopped reading pushes back and does not block the event loop', async () => {
    const nodePty = (await import('node-pty')) as unknown as { spawn(file: string, args: [], options: object): Pty };
    const pty = nodePty.spawn('/bin/cat', [], {});
    const fd = openSync(pty.ptsName, 'w');
    pty.pause();
    try {
      const writer = createWriter(fd, { warn });
      fillUp(writer);
      await writer.end(50);
    } finally {
      pty.kill('SIGKILL');
      pty.resume();
    }
  });
});
