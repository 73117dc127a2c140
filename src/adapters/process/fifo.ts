import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fstatSync,
  lstatSync,
  constants as mode,
  openSync,
  readdirSync,
  unlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { makePrivateDir } from '../../files/private-dir.ts';
import { tool, toolEnv } from '../../system.ts';

/**
 * A named pipe without a name (unless it is to be adopted later): both ends are open here, and no file stays behind.
 *
 * The pipes of `child_process` are socket pairs, on which `echo x > /dev/stderr` fails. There would also be one each
 * for stdout and stderr, which loses the order of lines between them.
 */
export interface Fifo {
  /** The reading end. It never blocks. */
  readonly readFd: number;
  /**
   * The end for the child's stdout and stderr. It is open for reading too, so that its holder gets no SIGPIPE, even
   * when the supervisor is gone. Close it here as soon as the child has it, or the end of output is never seen.
   */
  readonly childFd: number;
  /** Its name, if it keeps one. */
  readonly path: string | null;
  /** The name of a second pipe for the life of a leader, which is not open yet. Only with `path`. */
  readonly lifePath: string | null;
}

/** A pipe that can be opened again by name. */
export type NamedFifo = Fifo & { readonly path: string; readonly lifePath: string };

export function hasName(fifo: Fifo): fifo is NamedFifo {
  return fifo.path !== null && fifo.lifePath !== null;
}

/** Whether a pipe still has its name: nobody has deleted it. */
export function isThere(fifo: Fifo): boolean {
  return fifo.path === null || existsSync(fifo.path);
}

/** A stock of pipes. Creating one costs a process, because Node has no mkfifo. */
export interface FifoPool {
  /**
   * Prepares this many pipes: the unused ones of an earlier supervisor in the directory, and the rest made with one
   * process. Later, or at the end, as many are made again, so that the next supervisor starts at once.
   */
  prepare(count: number): Promise<void>;
  /** A pipe from the stock; undefined if it is empty. */
  take(): Fifo | undefined;
  /** A pipe from the stock, or the next one that is made; null if pipes cannot be made here. */
  wait(): Promise<Fifo | null>;
  /**
   * Closes the rest of the stock. Waits until those for the next supervisor are made: nothing is written afterwards.
   */
  close(): Promise<void>;
}

/** How many pipes are made at once when the stock is empty. */
const BATCH = 8;

/**
 * When the pipes for the next start are made. A start of twenty services is over by then, and a stop rarely has to wait
 * for them.
 */
const RESTOCK_AFTER_MS = 200;

/**
 * Makes named pipes in `dir`, which is created with mode 0700. The names begin with `prefix` and end in `.log`, which
 * no file watcher treats as a source. They vanish when the pipe is open; with `named`, when it is closed unused.
 */
export function createFifoPool({
  dir,
  prefix,
  named: keepName = false,
}: {
  dir: string;
  prefix: string;
  named?: boolean;
}): FifoPool {
  const stock: Fifo[] = [];
  const waiting: ((fifo: Fifo | null) => void)[] = [];
  let named = 0;
  let batches = 0;
  let able = true;
  let closed = false;
  let restock: NodeJS.Timeout | undefined;
  /** The number of pipes that the next supervisor should find. */
  let wanted = 0;
  let restocked: Promise<unknown> = Promise.resolve();

  async function make(count: number): Promise<void> {
    const names = freshNames(count);
    batches += 1;
    able = await mkfifos(dir, withLives(names), { waitedFor: true });
    batches -= 1;
    const fifos = able ? names.map((name) => openFifo(join(dir, name), keepName)) : [];
    stock.push(...fifos.filter((fifo) => fifo !== null));
    if (closed) closeStock();
    if (stock.length === 0) for (const give of waiting.splice(0)) give(null);
    serve();
  }

  function serve(): void {
    while (waiting.length > 0 && (stock.length > 0 || !able)) waiting.shift()?.(stock.shift() ?? null);
    if (waiting.length > 0 && batches === 0) void make(Math.max(BATCH, waiting.length));
  }

  async function close(): Promise<void> {
    closed = true;
    clearTimeout(restock);
    makeForNext();
    closeStock();
    await restocked;
  }

  function closeStock(): void {
    for (const fifo of stock.splice(0)) closeFifo(fifo);
  }

  async function prepare(count: number): Promise<void> {
    if (count === 0) return;
    stock.push(...openLeftovers({ dir, count, keepName }));
    wanted = count;
    restock = setTimeout(makeForNext, RESTOCK_AFTER_MS);
    restock.unref();
    if (stock.length < count) await make(count - stock.length);
  }

  function makeForNext(): void {
    const names = freshNames(wanted);
    wanted = 0;
    if (able && names.length > 0) restocked = mkfifos(dir, withLives(names), { waitedFor: false });
  }

  function freshNames(count: number): string[] {
    return Array.from({ length: count }, () => `${prefix}-${++named}.log`);
  }

  /** Adds a second name for each pipe, which only adoption needs. */
  function withLives(names: readonly string[]): string[] {
    return keepName ? names.flatMap((name) => [name, lifeOf(name)]) : [...names];
  }

  return {
    prepare,
    take: () => stock.shift(),
    wait: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        serve();
      }),
    close,
  };
}

/** Closes both ends and removes the name. */
export function closeFifo(fifo: Fifo): void {
  for (const path of [fifo.path, fifo.lifePath]) if (path !== null) tryUnlink(path);
  closeSync(fifo.readFd);
  closeSync(fifo.childFd);
}

/** Up to `count` unused pipes. Only the holder of the project's lock may look for them. */
function openLeftovers({ dir, count, keepName }: { dir: string; count: number; keepName: boolean }): Fifo[] {
  const fifos: Fifo[] = [];
  try {
    for (const name of readdirSync(dir)) {
      if (fifos.length === count) break;
      const fifo = /^pipe-.*\.log$/.test(name) ? openFifo(join(dir, name), keepName) : null;
      if (fifo !== null) fifos.push(fifo);
    }
  } catch {
    // Without a directory there are no leftovers.
  }
  return fifos;
}

/** False if there is no mkfifo, or no permission to write here. */
function mkfifos(dir: string, names: readonly string[], { waitedFor }: { waitedFor: boolean }): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      // Does not create the directory above it: a project may have been moved.
      if (!makePrivateDir(dir).ok) return resolve(false);
      const child = spawn(tool('mkfifo'), ['-m', '600', ...names], {
        cwd: dir,
        env: toolEnv(),
        stdio: 'ignore',
        detached: !waitedFor,
      });
      child.once('error', () => resolve(false));
      child.once('exit', (code) => resolve(code === 0));
    } catch {
      resolve(false);
    }
  });
}

/** Null if it cannot be opened, because there are no more file descriptors. */
function openFifo(path: string, keepName: boolean): Fifo | null {
  let readFd = -1;
  let named = false;
  try {
    readFd = openSync(path, mode.O_RDONLY | mode.O_NONBLOCK | mode.O_NOFOLLOW);
    if (!fstatSync(readFd).isFIFO()) throw new Error(`${path} is not a pipe`);
    if (keepName && !lstatSync(lifeOf(path)).isFIFO()) throw new Error(`${lifeOf(path)} is not a pipe`);
    const childFd = openSync(path, mode.O_RDWR | mode.O_NOFOLLOW);
    named = keepName;
    return { readFd, childFd, path: named ? path : null, lifePath: named ? lifeOf(path) : null };
  } catch {
    if (readFd >= 0) closeSync(readFd);
    return null;
  } finally {
    if (!named) for (const one of [path, lifeOf(path)]) tryUnlink(one);
  }
}

/** The name of the second pipe, from the name of the first. */
function lifeOf(path: string): string {
  return path.replace(/pipe-([^/]*)$/, 'life-$1');
}

function tryUnlink(path: string): void {
  try {
    unlinkSync(path);
  } catch {}
}
