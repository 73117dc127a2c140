import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What V8 has compiled of a chunk. */
export interface StoredCode {
  readonly code: Buffer;
  /** Whether it was stored soon after the start, and so lacks some of what a start needs. */
  readonly early: boolean;
}

/** What a stored code belongs to: everything that must be the same when it is read. */
export interface CodeOrigin {
  /** See `codeCachePlace`. */
  readonly key: string;
  /** The text of the chunk. V8 only compares its length. */
  readonly source: Buffer;
}

/** A checksum of four bytes, a byte that says whether it was stored early, three to spare. The code follows. */
const HEADER_BYTES = 8;

/** Null where nothing is stored for this origin, and where the file is not as it was written: V8 does not look. */
export function readCode(path: string, origin: CodeOrigin): StoredCode | null {
  try {
    const file = readFileSync(path);
    if (file.length <= HEADER_BYTES || file.readUInt32LE(0) !== checksum(origin, file)) return null;
    return { code: file.subarray(HEADER_BYTES), early: file[4] === 1 };
  } catch {
    return null;
  }
}

/** Stores it in one piece: others may read it, or write the same, meanwhile. Throws what the file system says. */
export function writeCode(path: string, origin: CodeOrigin, { code, early }: StoredCode): void {
  const file = Buffer.concat([Buffer.alloc(HEADER_BYTES), code]);
  file[4] = early ? 1 : 0;
  file.writeUInt32LE(checksum(origin, file));
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, file, { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Removes all but the newest directories of code below `root`, and drafts in them whose writer was killed. */
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

function checksum({ key, source }: CodeOrigin, file: Buffer): number {
  const { crc32 } = process.getBuiltinModule('node:zlib');
  return crc32(file.subarray(4), crc32(source, crc32(key)));
}
