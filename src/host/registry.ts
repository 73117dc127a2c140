import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, ownIdentity } from './identity.ts';

/** A project whose supervisor runs on this machine, as this user. */
export interface RunningProject {
  /** Absolute. */
  readonly dir: string;
  readonly pid: number;
  /** Of the supervisor, see `startTimeOf`. */
  readonly startTime: string | null;
  readonly socket: string;
}

/**
 * Makes a project known to `zdev ls`. It is a convenience: where it cannot be done, nothing else is worse for it, and
 * the error is dropped. Returns the way to undo it.
 */
export function register(
  { projectId, dir, socket }: { readonly projectId: string; readonly dir: string; readonly socket: string },
  registryDir = defaultDir(process.env),
): () => void {
  const path = join(registryDir, `${projectId}.json`);
  const draft = `${path}.${process.pid}.tmp`;
  const entry: RunningProject = { dir, ...ownIdentity(), socket };
  try {
    makePrivate(registryDir);
    writeFileSync(draft, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    renameSync(draft, path);
  } catch {
    return () => {};
  }
  return () => unregister(path, entry);
}

/** All projects that run now, by directory. What a supervisor that was killed has left there is removed. */
export function listProjects(registryDir = defaultDir(process.env)): RunningProject[] {
  const names = listDir(registryDir).filter((name) => name.endsWith('.json'));
  return names
    .flatMap((name) => {
      const path = join(registryDir, name);
      const entry = readEntry(path);
      if (entry && isRunning(entry)) return [entry];
      rmSync(path, { force: true });
      return [];
    })
    .sort((a, b) => (a.dir < b.dir ? -1 : 1));
}

/** The entry of another supervisor, which has taken over, stays. */
function unregister(path: string, entry: RunningProject): void {
  const now = readEntry(path);
  if (now?.pid === entry.pid && now.startTime === entry.startTime) rmSync(path, { force: true });
}

function readEntry(path: string): RunningProject | null {
  try {
    const { dir, pid, startTime, socket } = JSON.parse(readFileSync(path, 'utf8')) as RunningProject;
    if (typeof dir !== 'string' || !Number.isInteger(pid) || typeof socket !== 'string') return null;
    return { dir, pid, startTime, socket };
  } catch {
    return null;
  }
}

function defaultDir(environ: NodeJS.ProcessEnv): string {
  const { XDG_RUNTIME_DIR: runtime, TMPDIR: temporary } = environ;
  return runtime ? join(runtime, 'zdev') : join(temporary || '/tmp', `zdev-${process.getuid?.() ?? 0}`);
}

/** In a directory that everybody may write to, somebody else may have been first. */
function makePrivate(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(dir);
  if (uid !== (process.getuid?.() ?? uid) || (mode & 0o077) !== 0) throw new Error(`${dir} is open to others`);
}

function listDir(dir: string): string[] {
  try {
    makePrivate(dir);
    return readdirSync(dir);
  } catch {
    return [];
  }
}
