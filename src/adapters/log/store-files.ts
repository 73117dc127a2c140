import { close, closeSync, fstatSync, write, writeSync, writev, writevSync } from 'node:fs';
import { lstat, readdir, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makePrivateDir } from '../../files/private-dir.ts';
import { createPrivate, readPrivate } from '../../files/private-file.ts';
import type { Block } from './backlog.ts';
import type { RunFiles, RunName } from './store-context.ts';
import { byAge, logDirName, logFileName, notesFileName, parseLogFileName, type StoredName } from './store-names.ts';
import { noteLine, parseNotes, thinNotes } from './store-notes.ts';

// Made once: for one call, it takes longer than the call.
const closeFile = promisify(close);
const writeOne = promisify(write);
const writeAll = promisify(writev);
const writeText = async (fd: number, text: string) => (await writeOne(fd, text)).bytesWritten;
const writeBuffers = async (fd: number, buffers: Buffer[], position: number) =>
  (await writeAll(fd, buffers, position)).bytesWritten;

/** Each note covers this many bytes to overwrite beyond the present write, so that not every write needs a note. */
const CLAIM_BYTES = 1024 * 1024;
/** Longer notes are shortened. */
const MAX_NOTES_BYTES = 1024 * 1024;

/**
 * Creates the files of a run when there is something to write. When the log has reached its size, it continues at the
 * beginning and overwrites the oldest bytes. So a flood writes to the same pages again, which costs a third of new
 * pages. Nothing needs to be opened, renamed or removed meanwhile.
 */
export function openRunFiles(
  { name: service, ...run }: RunName,
  { dir: logsDir, keepRuns, maxBytes }: { dir: string; keepRuns: number; maxBytes: number },
): RunFiles {
  const dir = join(logsDir, logDirName(service));
  const notesPath = join(dir, notesFileName(run));
  const logPath = join(dir, logFileName(run));
  makeDirs(dir, logsDir);
  let notes = createPrivate(notesPath);
  writeSync(notes, noteLine({ service, ...run, maxBytes }));
  const log = createLog(logPath, notes);
  const inode = fstatSync(log).ino;
  let size = 0;
  let notesSize = 0;
  /** For overwriting: the end of the noted range, and the size at the time of the note. */
  let claimed = 0;
  let noted = 0;
  removeOldRuns(dir, run, keepRuns).catch(() => {}); // the next run tries again

  return {
    get size() {
      return size;
    },
    get isUntidy() {
      return notesSize > MAX_NOTES_BYTES;
    },
    get isDeleted() {
      return fstatSync(log).nlink === 0 || fstatSync(notes).nlink === 0;
    },
    async isThere() {
      const [logInode, notesInode] = await Promise.all([inodeOf(logPath), inodeOf(notesPath)]);
      return logInode === inode && notesInode !== null;
    },
    async append(blocks) {
      const { before, after } = notesOn(blocks);
      if (before !== '') await writeNotes(before);
      for (let rest = bytesOf(blocks); rest.length > 0; ) {
        rest = advance(rest, await writeBuffers(log, upTo(rest, room()), size % maxBytes));
      }
      if (after !== '') await writeNotes(after);
    },
    appendNow(blocks) {
      const { before, after } = notesOn(blocks);
      if (before !== '') notesSize += writeSync(notes, before);
      for (let rest = bytesOf(blocks); rest.length > 0; ) {
        rest = advance(rest, writevSync(log, upTo(rest, room()), size % maxBytes));
      }
      if (after !== '') notesSize += writeSync(notes, after);
    },
    async settle() {
      if (claimed > 0 && size > noted) {
        noted = size;
        claimed = size;
        await writeNotes(noteLine({ size }));
      }
      if (notesSize > MAX_NOTES_BYTES) await shortenNotes();
    },
    note: (note) => writeNotes(noteLine(note)),
    async close() {
      await Promise.all([closeFile(log), closeFile(notes)]);
    },
  };

  /** The notes to write before and after these blocks. */
  function notesOn(blocks: readonly Block[]): { before: string; after: string } {
    let after = '';
    let next = size;
    for (const block of blocks) {
      if (block.skippedBefore > 0) after += noteLine({ skipped: block.skippedBefore, at: next });
      for (const time of block.times) after += noteLine([next + time.at, time.atMs - run.startMs]);
      next += block.used;
    }
    if (next <= Math.max(maxBytes, claimed)) return { before: '', after };
    claimed = next + Math.min(CLAIM_BYTES, maxBytes >> 3);
    noted = size;
    return { before: noteLine({ size, next: claimed }), after };
  }

  /** The space until the end of the file. */
  function room(): number {
    return maxBytes - (size % maxBytes);
  }

  /** Counts the written bytes. Returns the rest. */
  function advance(buffers: Buffer[], written: number): Buffer[] {
    size += written;
    return behind(buffers, written);
  }

  async function writeNotes(text: string): Promise<void> {
    notesSize += await writeText(notes, text);
  }

  async function shortenNotes(): Promise<void> {
    const short = thinNotes(parseNotes(readPrivate(notesPath) ?? ''), size - maxBytes);
    const draft = `${notesPath}.new.log`;
    const next = createPrivate(draft);
    await writeText(next, short.map(noteLine).join(''));
    await rename(draft, notesPath);
    await closeFile(notes);
    notes = next;
    notesSize = 0;
  }
}

function createLog(path: string, notes: number): number {
  try {
    return createPrivate(path);
  } catch (error) {
    closeSync(notes);
    throw error;
  }
}

async function inodeOf(path: string): Promise<number | null> {
  try {
    return (await lstat(path)).ino;
  } catch {
    return null;
  }
}

/**
 * Creates the directory of a service, that of all logs, and the state directory. Does not create the project, which may
 * have been moved.
 */
function makeDirs(dir: string, logsDir: string): void {
  for (const each of [dirname(logsDir), logsDir, dir]) {
    const made = makePrivateDir(each);
    if (!made.ok) throw made.error ?? new Error(`${each} is not a directory of zdev (${made.why})`);
  }
}

function bytesOf(blocks: readonly Block[]): Buffer[] {
  return blocks.map((block) => block.bytes.subarray(0, block.used));
}

/** The first `bytes` bytes of buffers. */
function upTo(buffers: Buffer[], bytes: number): Buffer[] {
  const first: Buffer[] = [];
  let room = bytes;
  for (const buffer of buffers) {
    if (room > 0) first.push(buffer.subarray(0, room));
    room -= buffer.length;
  }
  return first;
}

/** The rest of buffers after their first `written` bytes. */
function behind(buffers: Buffer[], written: number): Buffer[] {
  const rest: Buffer[] = [];
  let gone = written;
  for (const buffer of buffers) {
    if (gone < buffer.length) rest.push(buffer.subarray(gone));
    gone = Math.max(gone - buffer.length, 0);
  }
  return rest;
}

/**
 * Keeps the newest runs with the purpose of `own`. Keeps `own` in any case, because the clock may have been set back.
 */
async function removeOldRuns(dir: string, own: StoredName, keepRuns: number): Promise<void> {
  const others = (await readdir(dir))
    .map(parseLogFileName)
    .filter((file) => file !== null)
    .filter((file) => file.purpose === own.purpose && logFileName(file) !== logFileName(own))
    .sort(byAge);
  for (const old of others.slice(0, Math.max(others.length - (keepRuns - 1), 0))) {
    await unlink(join(dir, logFileName(old))).catch(() => {});
    await unlink(join(dir, notesFileName(old))).catch(() => {});
  }
}
