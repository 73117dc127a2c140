import type { SignalName } from './service.ts';

/** Who asked for something: the name that a client of the supervisor gave itself, and its process; null where it gave none. */
export interface Asker {
  readonly name: string | null;
  readonly pid: number | null;
}

/** Why a run was stopped, made way for another, or ended. `by` is missing where it is not known who asked. */
export type Trigger =
  | { readonly type: 'user'; readonly what: 'start' | 'stop' | 'restart'; readonly by?: Asker }
  /** The user sent it a signal, and it ended. */
  | { readonly type: 'signal'; readonly signal: SignalName; readonly run: number; readonly by?: Asker }
  /** Everything is stopped. */
  | { readonly type: 'shutdown'; readonly by?: Asker }
  /** A service that it requires was stopped, or restarts. */
  | { readonly type: 'dependency'; readonly name: string }
  | { readonly type: 'reload'; readonly by?: Asker }
  /** Somebody connected to it. */
  | { readonly type: 'connection' }
  /** Nobody was connected to it for its idle time. */
  | { readonly type: 'idle' }
  /** Relative to the service's directory, where they lie in it. */
  | { readonly type: 'files'; readonly paths: readonly string[] };

/** Restarts in a row for the same files, each about as long after the start of the run as the one before. */
export interface WatchLoop {
  readonly paths: readonly string[];
  readonly afterMs: number;
  readonly count: number;
}

/** So many restarts in a row are no chance any more. */
const ENOUGH = 3;
/** Two changes came equally long after their starts if they differ by no more than this, or this share. */
const SAME_WITHIN_MS = 300;
const SAME_WITHIN_SHARE = 0.25;

/**
 * What a change means that came `afterMs` after the start of the run: one more round of a service that writes the files it
 * watches, or the first of something new. People who save a file do not do so at the same moment of each run.
 */
export function nextRound(loop: WatchLoop | null, paths: readonly string[], afterMs: number): WatchLoop {
  if (!loop || !isSame(loop, paths, afterMs)) return { paths, afterMs, count: 1 };
  return { paths, afterMs, count: loop.count + 1 };
}

/** Whether the service has been restarted for these files often enough to know that it writes them itself. */
export function isLoop({ count }: WatchLoop): boolean {
  return count > ENOUGH;
}

/** Paths as the user knows them. */
export function shownPaths(paths: readonly string[], dir: string): readonly string[] {
  return paths.map((path) => (path.startsWith(`${dir}/`) ? path.slice(dir.length + 1) : path));
}

function isSame(loop: WatchLoop, paths: readonly string[], afterMs: number): boolean {
  const differMs = Math.abs(loop.afterMs - afterMs);
  const isSoon = differMs <= Math.max(SAME_WITHIN_MS, SAME_WITHIN_SHARE * loop.afterMs);
  return isSoon && paths.length === loop.paths.length && paths.every((path) => loop.paths.includes(path));
}
