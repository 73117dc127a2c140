import { fstatSync } from 'node:fs';
import { fileTarget } from './file-target.ts';
import { streamTarget } from './stream-target.ts';
import type { Target, TargetEvents } from './target.ts';

/** The output of zdev: collects data and passes it on in large pieces, without blocking on a reader. */
export interface Writer {
  /** Takes bytes, as a latin1 string. False: the reader is slow, so write no more until `onDrain` calls back. */
  write(bytes: string): boolean;
  /** Calls back once when output is wanted again, or soon if it already is. */
  onDrain(resume: () => void): void;
  /** Calls back once when nobody can read any more (EPIPE, or an error of the device). Later writes are dropped. */
  onGone(callback: (error: Error) => void): void;
  /** Settles when everything has been passed on. The rest is given up when nothing was taken for `timeoutMs`. */
  end(timeoutMs: number): Promise<void>;
}

const BLOCK_BYTES = 256 * 1024;
/** Above this many unread bytes, the sources stop. */
const HIGH_WATER_BYTES = 512 * 1024;
const LOW_WATER_BYTES = 128 * 1024;
const SPARE_BLOCKS = 4;

/**
 * Creates a writer on an open file descriptor: a file, a pipe or a terminal. Memory is bounded if the sources obey:
 * half a megabyte, and the current data of each source. `warn` gets a message for the user when a full disk delays the
 * output.
 */
export function createWriter(fd: number, { warn }: { warn: (message: string) => void }): Writer {
  const target = openTarget(fd, { failed: fail, stalled: warn });
  const full: Buffer[] = [];
  const spare: Buffer[] = [];
  let block: Buffer = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  let used = 0;
  let waitingBytes = 0;
  let writing = false;
  let scheduled = false;
  let gone: Error | null = null;
  let resumes: (() => void)[] = [];
  let goneCallbacks: ((error: Error) => void)[] = [];
  let emptied: (() => void) | null = null;

  return {
    write(bytes) {
      if (gone) return true;
      let rest = bytes;
      let taken = fill(rest);
      while (taken < rest.length) {
        rest = rest.slice(taken);
        submit();
        if (gone) return true;
        taken = fill(rest);
      }
      if (!scheduled) {
        scheduled = true;
        setImmediate(flush);
      }
      return waitingBytes <= HIGH_WATER_BYTES;
    },
    onDrain(resume) {
      if (waitingBytes > HIGH_WATER_BYTES) resumes.push(resume);
      else queueMicrotask(resume);
    },
    onGone(callback) {
      if (gone) queueMicrotask(() => gone && callback(gone));
      else goneCallbacks.push(callback);
    },
    end(timeoutMs) {
      submit();
      return new Promise((resolve) => {
        if (waitingBytes === 0 || gone) return resolve();
        let left = bytesLeft();
        let timer = setTimeout(giveUp, timeoutMs);
        function giveUp(): void {
          const before = left;
          left = bytesLeft();
          if (left < before) {
            timer = setTimeout(giveUp, timeoutMs);
            return;
          }
          target.abandon();
          gone ??= new Error('nobody reads the output');
          resolve();
        }
        emptied = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };

  /** How many bytes are left. Of the block being written, only the part that has not been taken counts. */
  function bytesLeft(): number {
    const current = full[0]?.length ?? 0;
    return waitingBytes - current + Math.min(target.left(), current);
  }

  function fill(bytes: string): number {
    const taken = block.write(bytes, used, 'latin1');
    used += taken;
    return taken;
  }

  /** Runs once in a turn of the event loop, after all sources were read. */
  function flush(): void {
    scheduled = false;
    submit();
  }

  function submit(): void {
    if (used === 0 || gone) return;
    waitingBytes += used;
    full.push(block.subarray(0, used));
    block = spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
    used = 0;
    pump();
  }

  function pump(): void {
    while (!writing && full.length > 0) {
      const bytes = full[0]!;
      writing = true;
      target.write(bytes, () => written(bytes));
    }
  }

  function written(bytes: Buffer): void {
    if (gone) return;
    writing = false;
    full.shift();
    waitingBytes -= bytes.length;
    if (spare.length < SPARE_BLOCKS) spare.push(Buffer.from(bytes.buffer));
    if (waitingBytes <= LOW_WATER_BYTES && resumes.length > 0) resumeAll();
    if (waitingBytes === 0) emptied?.();
    pump();
  }

  function fail(error: Error): void {
    if (gone) return;
    gone = error;
    full.length = 0;
    waitingBytes = 0;
    used = 0;
    for (const callback of goneCallbacks) callback(error);
    goneCallbacks = [];
    resumeAll();
    emptied?.();
  }

  function resumeAll(): void {
    const waiting = resumes;
    resumes = [];
    for (const resume of waiting) resume();
  }
}

/** Files and devices such as /dev/null take everything at once. A target with a reader at the other end may not. */
function openTarget(fd: number, events: TargetEvents): Target {
  const stat = fstatSync(fd);
  if (stat.isFIFO() || stat.isSocket()) return streamTarget({ fd, terminal: false, events });
  if (stat.isCharacterDevice() && process.getBuiltinModule('node:tty').isatty(fd)) {
    return streamTarget({ fd, terminal: true, events });
  }
  return fileTarget(fd, events);
}
