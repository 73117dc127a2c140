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

/** No file of zdev that is read in one piece is longer. */
const MAX_BYTES = 64 * 1024 * 1024;

/*
 * All access to the files that zdev keeps for itself (`.zdev/`, the runtime directory) goes through this file. Anyone who
 * can write there, or once could, may have put a link, a pipe or a device in place of a file. zdev never follows, opens
 * or waits for these.
 */

/**
 * Opens a new file for writing, and replaces anything of that name. Returns the descriptor. Throws errors of the
 * system.
 */
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
 * Opens a file to append to; with `truncate`, its content is dropped. Anything but a regular file of this user with a
 * single name is replaced.
 */
export function appendPrivate(path: string, { truncate = false } = {}): number {
  try {
    const fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
    const stats = fstatSync(fd);
    // A second name may belong to a file that is important to somebody.
    if (stats.isFile() && isOwn(stats) && stats.nlink === 1) {
      if (truncate) ftruncateSync(fd);
      return fd;
    }
    closeSync(fd);
  } catch (error) {
    // ENXIO: a pipe without a reader.
    if (!['ELOOP', 'EMLINK', 'ENXIO', 'EACCES', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
  }
  return createPrivate(path);
}

/** Replaces a file at once: a reader finds the old one or the new one. Throws errors of the file system. */
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

/** Creates a file unless the name exists. Throws errors of the file system. */
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

/** Opens a file for reading. Throws errors of the system, and throws for anything but a regular file of this user. */
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

/** The text of a file; null if it does not exist. Throws as `openPrivate` does. */
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

/** Whether a path still leads to the opened file: it was not deleted, moved or replaced. */
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

/** Writes the whole text. Returns its length in bytes. Throws errors of the file system. */
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
