import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { system } from '../system.ts';

/** `sun_path` of a socket address, less its final NUL. */
const MAX_PATH_BYTES = system().platform === 'linux' ? 107 : 103;
const NAME = 'zdev.sock';
/** Says where the socket is when it is not in the state directory. Named like something that no file watcher takes for a source. */
const POINTER = 'socket.pid';

/** Where the socket of a project is, as its clients find it. There may be no supervisor. */
export function findSocket(stateDir: string): string {
  const path = join(stateDir, NAME);
  if (fits(path)) return path;
  try {
    return readFileSync(join(stateDir, POINTER), 'utf8').trim();
  } catch {
    return join(runtimeDir(process.env), fileName(stateDir));
  }
}

/**
 * Where the supervisor of a project puts its socket: in the state directory, or, if that path is too long for a socket,
 * in a private directory of this user's, with a pointer in the state directory. Throws if that one is not private.
 */
export function claimSocketPath(stateDir: string, environ: NodeJS.ProcessEnv = process.env): string {
  const path = join(stateDir, NAME);
  const pointer = join(stateDir, POINTER);
  if (fits(path)) {
    rmSync(pointer, { force: true });
    return path;
  }
  const dir = runtimeDir(environ);
  makePrivate(dir);
  const elsewhere = join(dir, fileName(stateDir));
  writeFileSync(pointer, `${elsewhere}\n`, { mode: 0o600 });
  return elsewhere;
}

/** The first that is short enough for a socket. */
function runtimeDir(environ: NodeJS.ProcessEnv): string {
  const { XDG_RUNTIME_DIR } = environ;
  const own = `zdev-${process.getuid?.() ?? 0}`;
  const candidates = [
    ...(XDG_RUNTIME_DIR ? [join(XDG_RUNTIME_DIR, 'zdev')] : []),
    join(environ['TMPDIR'] || tmpdir(), own),
  ];
  return candidates.find((dir) => fits(join(dir, fileName('')))) ?? join('/tmp', own);
}

function fileName(stateDir: string): string {
  return `${createHash('sha256').update(stateDir).digest('hex').slice(0, 16)}.sock`;
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= MAX_PATH_BYTES;
}

/** In a directory that everybody may write to, somebody else may have been first. A link has a mode that is open to all. */
function makePrivate(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(dir);
  if (uid !== (process.getuid?.() ?? uid) || (mode & 0o077) !== 0) {
    throw new Error(`${dir} is not a directory that only you can use: the socket would be open to others`);
  }
}
