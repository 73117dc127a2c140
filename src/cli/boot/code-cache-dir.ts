import { lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { system } from '../../system.ts';

/** Where compiled code is stored. */
export interface CodeCachePlace {
  /** The directory of zdev below the user's cache directory. It exists, and is the user's alone. */
  readonly root: string;
  /** Of the directories of code in it. */
  readonly prefix: string;
  /** The directory for `key`; it may be missing. */
  readonly dir: string;
  /** Exactly this executable of Node, its flags, and these chunks. */
  readonly key: string;
}

/**
 * Where the compiled code of the chunks in `chunkDir` is stored. A cache may only be read by the executable that has written
 * it: V8 does not tell the patch releases of Node apart, and dies of what another one has compiled.
 * Null where there is no directory that is the user's alone, since code is run from there.
 */
export function codeCachePlace(chunkDir: string, environ: NodeJS.ProcessEnv = process.env): CodeCachePlace | null {
  if (environ['NODE_DISABLE_COMPILE_CACHE']) return null;
  try {
    const root = privateDir(cacheHome(environ));
    const key = keyOf(chunkDir, environ);
    return { root, prefix: PREFIX, dir: join(root, PREFIX + hashOf(key)), key };
  } catch {
    return null; // No home, a full disk, somebody else's directory: zdev starts a little slower.
  }
}

const PREFIX = 'code-';

function cacheHome({ XDG_CACHE_HOME: given, HOME }: NodeJS.ProcessEnv): string {
  // The XDG specification: a relative path is to be ignored.
  if (given?.startsWith('/')) return given;
  const home = HOME?.startsWith('/') ? HOME : homedir();
  return join(home, system().platform === 'darwin' ? 'Library/Caches' : '.cache');
}

/** Makes `zdev` below it where it is missing. Throws unless it is a real directory that is this user's alone. */
function privateDir(cacheHome: string): string {
  const dir = join(cacheHome, 'zdev');
  const isOurs = () => {
    const { uid, mode } = lstatSync(dir);
    return (mode & (FILE_TYPE | OTHERS)) === DIRECTORY && uid === process.getuid?.();
  };
  try {
    if (isOurs()) return dir;
  } catch {
    // With `sudo`, HOME is often still the user's, who could not write to a directory of root.
    if (ownerOf(cacheHome) === process.getuid?.()) {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      if (isOurs()) return dir;
    }
  }
  throw new Error(`${dir} is open to others`);
}

const FILE_TYPE = 0o170000;
const DIRECTORY = 0o040000;
const OTHERS = 0o077;

/** Of the directory, or of the one above it where it does not exist yet. */
function ownerOf(dir: string): number {
  try {
    return statSync(dir).uid;
  } catch {
    return statSync(dirname(dir)).uid;
  }
}

/** Flags that are set at run time are not in it: of flags V8 has a checksum of its own in each cache. */
function keyOf(chunkDir: string, environ: NodeJS.ProcessEnv): string {
  const executable = realpathSync.native(process.execPath);
  const { size, mtimeMs, ino } = statSync(executable);
  const flags = [process.execArgv, environ['NODE_OPTIONS'] ?? ''];
  const { versions, arch } = process;
  return JSON.stringify([executable, size, mtimeMs, ino, versions, arch, flags, chunkDir]);
}

/** FNV-1a from two beginnings, for a name of 16 digits: to load `node:crypto` would cost more than the cache saves. */
function hashOf(text: string): string {
  return [0x811c9dc5, 0x9747b28c]
    .map((seed) => {
      let hash = seed;
      for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
      return (hash >>> 0).toString(16).padStart(8, '0');
    })
    .join('');
}
