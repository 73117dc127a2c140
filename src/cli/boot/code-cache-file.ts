import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What V8 has compiled of a chunk. */
export interface StoredCode {
  readonly code: Buffer;
  /**
   * How many short runs this code was gathered from. Such code lacks some of what others need. 0: it comes from a run
   * that lasted, and contains all that a start needs.
   */
  readonly shortRuns: number;
}

/** What stored code belongs to. All of this must be the same when it is read. */
export interface CodeOrigin {
  /** See `codeCachePlace`. */
  readonly key: string;
  /** The text of the chunk. V8 only compares its length. */
  readonly source: Buffer;
}

/** Null if nothing is stored for this origin, or if the file was damaged: V8 does not check that. */
export function readCode(path: string, origin: CodeOrigin): StoredCode | null {
  try {
    const file = readFileSync(path);
    const half = file.length / 2;
    const content = file.subarray(0, half);
    if (!content.equals(file.subarray(half))) return null;
    const head = headOf(origin, content[0] ?? 0);
    return content.subarray(0, head.length).equals(head)
      ? { code: content.subarray(head.length), shortRuns: head[0] ?? 0 }
      : null;
  } catch {
    return null;
  }
}

/** The number of short runs, the lengths of key and source, the key, the text of the chunk. The code follows. */
function headOf({ key, source }: CodeOrigin, shortRuns: number): Buffer {
  const numbers = Buffer.alloc(12);
  numbers[0] = shortRuns;
  numbers.writeUInt32LE(Buffer.byteLength(key), 4);
  numbers.writeUInt32LE(source.length, 8);
  return Buffer.concat([numbers, Buffer.from(key), source]);
}

/**
 * Stores the code twice, in one write. Comparing the two copies takes no time, but loading `node:zlib` for a checksum
 * takes a millisecond. Other processes may read or write the same file meanwhile. Throws errors of the file system.
 */
export function writeCode(path: string, origin: CodeOrigin, { code, shortRuns }: StoredCode): void {
  const content = Buffer.concat([headOf(origin, shortRuns), code]);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, Buffer.concat([content, content]), { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Removes all but the newest code directories below `root`, and drafts in them whose writer was killed. */
export function keepNewest(root: string, { prefix, count }: { readonly prefix: string; readonly count: number }): void {
  const dirs = readdirSync(root)
    .filter((name) => name.startsWith(prefix))
    .map((name) => ({ dir: join(root, name), changedMs: statSync(join(root, name)).mtimeMs }))
    .sort((a, b) => b.changedMs - a.changedMs);
  for (const { dir } of dirs.slice(count)) rmSync(dir, { recursive: true, force: true });
  for (const { dir } of dirs.slice(0, count)) removeOldDrafts(dir);
}

function removeOldDrafts(dir: string): void {
  for (const name of readdirSync(dir).filter((each) => each.endsWith('.tmp'))) {
    const path = join(dir, name);
    if (Date.now() - statSync(path).mtimeMs > 60_000) rmSync(path, { force: true });
  }
}
