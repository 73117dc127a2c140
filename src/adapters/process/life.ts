import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * A life pipe is a named pipe that the leader of a run holds open, for reading and writing, and closes for all that it
 * starts. So it tells everywhere, without `/proc` and without `ps`, whether this very leader lives: while it does, the
 * pipe can be opened for writing, and afterwards not, whoever has its pid by then. A reader sees its end at once. When the
 * command has ended, the leader writes the exit status into it, and before that, on a terminal, that it waits for the rest
 * of its group.
 */

/** What a leader writes into it when it waits until it is alone in its group. */
export const WAITS = 'waits';

/** Whether the leader of a run lives. Not to be asked while this process follows it: its own end would be found. */
export function leaderLives(path: string): boolean {
  try {
    const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    const isPipe = fstatSync(fd).isFIFO();
    closeSync(fd);
    return isPipe;
  } catch (error) {
    // ENXIO: nobody reads. That there are too many open files says nothing about the leader.
    return TOO_MANY.has((error as NodeJS.ErrnoException).code ?? '');
  }
}

const TOO_MANY = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

/** A leader that is followed to its end. */
export interface Life {
  /** False when it was dead already. */
  readonly alive: boolean;
  letGo(): void;
}

interface LifeEvents {
  readonly waits: () => void;
  readonly status: (code: number) => void;
  readonly ended: () => void;
}

/** Between two tries to open a pipe while there are too many open files. */
const RETRY_MS = 100;

/**
 * Follows a leader. `waits` is called when it says that it waits until it is alone in its group; `status` when it says with
 * what its command has ended; `ended` once, later, when it is gone (also when it was gone before), never before this function
 * has returned.
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

  /** It counts as alive until the contrary is seen. */
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

/** Null when there is no such pipe; `later` when this process cannot open it now. */
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

/** What is in the pipe now; null for nothing yet, empty when nobody will write any more. */
function readNow(fd: number): string | null {
  const buffer = Buffer.alloc(64);
  try {
    return buffer.toString('latin1', 0, readSync(fd, buffer));
  } catch {
    return null;
  }
}
