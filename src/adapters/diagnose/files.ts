import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { headOfRegular, readRegular } from '../../files/regular-file.ts';

/** The kind of file at a path. */
export function kindOf(path: string): 'file' | 'directory' | 'missing' {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? 'missing' : stats.isDirectory() ? 'directory' : 'file';
  } catch {
    return 'missing';
  }
}

/** Whether this user may run the file. For root, whether any user may. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return kindOf(path) === 'file';
  } catch {
    return false;
  }
}

/** The names in a directory; empty if it cannot be read or is not a regular file. */
export function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

/** The directories in a directory. */
export function directoriesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

/** The first bytes of a file as latin1; empty if it cannot be read or is not a regular file. */
export function headOf(path: string): string {
  return headOfRegular(path, HEAD_BYTES) ?? '';
}

const HEAD_BYTES = 256;

/** The text of a small file; empty if it cannot be read or is not a regular file. */
export function readText(path: string): string {
  return readRegular(path, MAX_BYTES) ?? '';
}

const MAX_BYTES = 1024 * 1024;

/** The content of a JSON file; null if it is missing, broken or not a regular file. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readRegular(path) ?? 'null');
  } catch {
    return null;
  }
}
