import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * A life pipe is a named pipe that the leader of a run holds open for reading and writing, and closes for all that it
 * starts. So it shows, without `/proc` and `ps`, whether this very leader lives: only then can the pipe be opened for
 * writing, whoever has its pid later. A reader sees its end at once. When the command has ended, the leader writes the
 * exit status into it. Before that, a leader on a terminal writes that it waits for the rest of its group.
 */

/** A leader writes this when it waits until it is alone in its group. */
export const WAITS = 'waits';

/**
 * Whether the leader of a run lives. Do not call this while this process follows the leader: it would find its own end.
 */
export function leaderLives(path: string): boolean {
  try {
    const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    const isPipe = fstatSync(fd).isFIFO();
    closeSync(fd);
    return isPipe;
  } catch (error) {
    // ENXIO: nobody reads. An error about too many open files says nothing about the leader.
    return TOO_MANY.has((error as NodeJS.ErrnoException).code ?? '');
  }
}

const TOO_MANY = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

/** A leader that is followed to its end. */
export interface Life {
  /** False if it was already dead. */
  readonly alive: boolean;
  letGo(): void;
}

interface LifeEvents {
  readonly waits: () => void;
  readonly status: (code: number) => void;
  readonly ended: () => void;
}

/** The time between two tries to open a pipe while there are too many open files. */
const RETRY_MS = 100;

/**
 * Follows a leader. Calls `waits` when the leader waits until it is alone in its group, and `status` with the exit
 * status of its command. Calls `ended` once when it is gone (even if it was gone before), but never before this
 * function has returned.
 */
export function followLife(path: string, tell: LifeEvents): Life {
  const { waits, status, ended } = tell;
  const fd = openForReading(path);
  if (fd === 'later') return followLater();
  const first = fd === null ? '' : readNow(fd);
  if (fd === null || first === '') {
    if (fd !== null) closeSync(fd);
    const timer = setTimeout(ended, 0);
    return { alive: false, letGo: () => clearTimeout(timer) };
  }

  let text = first ?? '';
  let waiting = false;
  let over = false;
  const socket = new Socket({ fd, readable: true, writable: false });
  function read(): void {
    if (over) return;
    if (!waiting && text.startsWith(`${WAITS}\n`)) {
      waiting = true;
      waits();
    }
    const [, code] = /^(\d+)\n/m.exec(text) ?? [];
    if (code !== undefined) status(Number(code));
  }
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    read();
  });
  socket.on('error', () => {}); // 'close' follows
  socket.on('close', () => {
    if (!over) ended();
    over = true;
  });
  if (text !== '') setImmediate(read);
  return {
    alive: true,
    letGo() {
      over = true;
      socket.destroy();
    },
  };

  /** It counts as alive until the opposite is seen. */
  function followLater(): Life {
    let life: Life | null = null;
    const timer = setTimeout(() => {
      life = followLife(path, tell);
    }, RETRY_MS);
    return {
      alive: true,
      letGo() {
        clearTimeout(timer);
        life?.letGo();
      },
    };
  }
}

/** Null if there is no such pipe; `later` if this process cannot open it now. */
function openForReading(path: string): number | 'later' | null {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    if (fstatSync(fd).isFIFO()) return fd;
    closeSync(fd);
    return null;
  } catch (error) {
    return TOO_MANY.has((error as NodeJS.ErrnoException).code ?? '') ? 'later' : null;
  }
}

/** The present content of the pipe; null for nothing yet, empty when nobody will write any more. */
function readNow(fd: number): string | null {
  const buffer = Buffer.alloc(64);
  try {
    return buffer.toString('latin1', 0, readSync(fd, buffer));
  } catch {
    return null;
  }
}
