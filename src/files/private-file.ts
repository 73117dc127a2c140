import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { isOwn } from './private-dir.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** No file of zdev's own that is read in one piece is longer. */
const MAX_BYTES = 64 * 1024 * 1024;

/*
 * The only door to the files that zdev keeps for itself (`.zdev/`, the runtime directory). Whoever can write there, or
 * could once, may have left a link, a pipe or a device under a name that zdev uses: none of them is followed, opened or
 * waited for.
 */

/** Opens a new file for writing, in place of whatever has the name. Gives the descriptor. Throws what the system says. */
export function createPrivate(path: string): number {
  for (;;) {
    try {
      return openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    // A directory stays, and makes this throw.
    unlinkIfThere(path);
  }
}

/**
 * Opens a file to add to; with `truncate`, what it holds is dropped. Anything else than a file of this user's own, with
 * this one name, is replaced by one.
 */
export function appendPrivate(path: string, { truncate = false } = {}): number {
  try {
    const fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
    const stats = fstatSync(fd);
    // A second name may be that of a file that is precious to somebody.
    if (stats.isFile() && isOwn(stats) && stats.nlink === 1) {
      if (truncate) ftruncateSync(fd);
      return fd;
    }
    closeSync(fd);
  } catch (error) {
    // ENXIO: a pipe that nobody reads.
    if (!['ELOOP', 'EMLINK', 'ENXIO', 'EACCES', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
  }
  return createPrivate(path);
}

/** Replaces a file in one piece: a reader finds the old one or the new one. Throws what the file system says. */
export function writePrivate(path: string, text: string): void {
  const draft = path.replace(/(\.[a-z]+)?$/, '.new$1');
  const fd = createPrivate(draft);
  try {
    writeWhole(fd, text);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  renameSync(draft, path);
}

/** Makes a file unless the name is taken. Throws what the file system says. */
export function writePrivateIfAbsent(path: string, text: string): void {
  let fd: number;
  try {
    fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  try {
    writeWhole(fd, text);
  } finally {
    closeSync(fd);
  }
}

/** Opens a file to read from. Throws what the system says, and for what is no file of this user's own. */
export function openPrivate(path: string): number {
  let fd: number;
  try {
    fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP' || code === 'EMLINK') throw new Error(`${path} is a link, not a file of zdev`);
    throw error;
  }
  const problem = whyNotOurs(fstatSync(fd));
  if (problem === null) return fd;
  closeSync(fd);
  throw new Error(`${path} ${problem}`);
}

/** The text of a file; null when there is none. Throws as `openPrivate` does. */
export function readPrivate(path: string): string | null {
  let fd: number;
  try {
    fd = openPrivate(path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
  try {
    const { size } = fstatSync(fd);
    if (size > MAX_BYTES) throw new Error(`${path} is too large`);
    return readWhole(fd, size);
  } finally {
    closeSync(fd);
  }
}

/** Whether a path still leads to the file that was opened: it was not deleted, moved or replaced. */
export function isStillAt(path: string, fd: number): boolean {
  const there = lstatSync(path, { throwIfNoEntry: false });
  const open = fstatSync(fd);
  return there?.ino === open.ino && there.dev === open.dev;
}

function whyNotOurs(stats: Stats): string | null {
  if (!stats.isFile()) return 'is not a regular file of zdev';
  return isOwn(stats) ? null : `belongs to another user (uid ${stats.uid})`;
}

function readWhole(fd: number, size: number): string {
  const bytes = Buffer.alloc(size);
  let length = 0;
  for (let more = -1; more !== 0 && length < size; length += more) {
    more = readSync(fd, bytes, length, size - length, null);
  }
  return bytes.toString('utf8', 0, length);
}

/** Writes all of a text. Gives its length in bytes. Throws what the file system says. */
export function writeWhole(fd: number, text: string): number {
  const rest = Buffer.from(text);
  for (let at = 0; at < rest.length; ) at += writeSync(fd, rest, at);
  return rest.length;
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
