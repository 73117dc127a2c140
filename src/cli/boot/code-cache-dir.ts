import { lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { system } from '../../system.ts';

/** Where compiled code is stored. */
export interface CodeCacheLocation {
  /** zdev's directory in the user's cache directory. It exists, and only the user can access it. */
  readonly root: string;
  /** What the names of its code directories begin with. */
  readonly prefix: string;
  /** The directory for `key`; it may not exist. */
  readonly dir: string;
  /** Identifies exactly this executable of Node, its flags, and these chunks. */
  readonly key: string;
}

/**
 * Where the compiled code of the chunks in `chunkDir` is stored. Only the executable that wrote a cache may read it: V8
 * does not distinguish patch releases of Node, and crashes on code that another one compiled. Null if the user has no
 * directory that only they can access, because zdev runs code from there.
 */
export function codeCacheLocation(
  chunkDir: string,
  environ: NodeJS.ProcessEnv = process.env,
): CodeCacheLocation | null {
  if (environ['NODE_DISABLE_COMPILE_CACHE']) return null;
  try {
    const root = privateDir(cacheHome(environ));
    const key = keyOf(chunkDir, environ);
    return { root, prefix: PREFIX, dir: join(root, PREFIX + hashOf(key)), key };
  } catch {
    return null; // No home, a full disk or somebody else's directory: zdev starts a little slower.
  }
}

const PREFIX = 'code-';

function cacheHome({ XDG_CACHE_HOME: given, HOME }: NodeJS.ProcessEnv): string {
  // The XDG specification says to ignore a relative path.
  if (given?.startsWith('/')) return given;
  const home = HOME?.startsWith('/') ? HOME : homedir();
  return join(home, system().platform === 'darwin' ? 'Library/Caches' : '.cache');
}

/**
 * Creates `zdev` in the cache directory if missing. Throws unless it is a real directory that only this user can
 * access.
 */
function privateDir(cacheHome: string): string {
  const dir = join(cacheHome, 'zdev');
  const isOurs = () => {
    const { uid, mode } = lstatSync(dir);
    return (mode & (FILE_TYPE | OTHERS)) === DIRECTORY && uid === process.getuid?.();
  };
  try {
    if (isOurs()) return dir;
  } catch {
    // With `sudo`, HOME often still belongs to the user, who could not write to a directory of root.
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

/** The owner of the directory, or of its parent if it does not exist yet. */
function ownerOf(dir: string): number {
  try {
    return statSync(dir).uid;
  } catch {
    return statSync(dirname(dir)).uid;
  }
}

/** Leaves out flags set at run time: each V8 cache contains its own checksum of the flags. */
function keyOf(chunkDir: string, environ: NodeJS.ProcessEnv): string {
  const executable = realpathSync.native(process.execPath);
  const { size, mtimeMs, ino } = statSync(executable);
  const flags = [process.execArgv, environ['NODE_OPTIONS'] ?? ''];
  const { versions, arch } = process;
  return JSON.stringify([executable, size, mtimeMs, ino, versions, arch, flags, chunkDir]);
}

/** FNV-1a with two seeds, for a name of 16 digits. Loading `node:crypto` would cost more than the cache saves. */
function hashOf(text: string): string {
  return [0x811c9dc5, 0x9747b28c]
    .map((seed) => {
      let hash = seed;
      for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
      return (hash >>> 0).toString(16).padStart(8, '0');
    })
    .join('');
}
