import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ExportedFile } from '../../export/format.ts';
import { readFileSafely } from '../../files/read-file.ts';
import { fail } from '../present/error.ts';
import type { CommandIo } from './command-io.ts';

interface WriteOptions {
  /** As the user wrote it. */
  readonly dir: string;
  readonly files: readonly ExportedFile[];
  /** Replaces files that differ. Without it, nothing is written if one file differs. */
  readonly force: boolean;
  readonly io: CommandIo;
}

/** Larger than any exported file. */
const MAX_BYTES = 64 * 1024 * 1024;

/** A file, and what was done with it. */
export interface WrittenFile {
  /** As the user would write it. */
  readonly path: string;
  readonly text: string;
  readonly state: 'written' | 'replaced' | 'as it was';
}

/**
 * Writes files into a directory, and creates it if missing. Returns what was done with each file, or an exit status
 * after printing an error.
 */
export function writeFiles({ dir, files, force, io }: WriteOptions): readonly WrittenFile[] | number {
  try {
    const planned = files.map((file) => {
      const path = resolve(io.cwd, dir, file.path);
      return { ...file, path, shown: join(dir, file.path), before: textOf(path) };
    });
    const differing = planned.filter(({ before, text }) => before !== null && before !== text);
    if (differing.length > 0 && !force) {
      const names = differing.map(({ shown }) => shown).join(', ');
      return fail(io, `nothing was written, because ${names} would change`, '--force replaces them');
    }
    return planned.map((file) => ({ path: file.shown, text: file.text, state: write(file) }));
  } catch (error) {
    if (!(error instanceof Error && 'path' in error)) throw error;
    return fail(io, `cannot write: ${error.message}`);
  }
}

/** Null if there is no such file. A directory in its place is reported when the file is written. */
function textOf(path: string): string | null {
  const read = readFileSafely(path, MAX_BYTES);
  if ('bytes' in read) return read.bytes.toString();
  if (read.problem === 'error' && read.error.code !== 'ENOENT') throw read.error;
  return null;
}

function write({
  path,
  text,
  executable,
  before,
}: ExportedFile & { readonly before: string | null }): WrittenFile['state'] {
  if (before === text) return 'as it was';
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  // writeFile sets the mode only for a new file
  if (executable) chmodSync(path, 0o755);
  return before === null ? 'written' : 'replaced';
}
