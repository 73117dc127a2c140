import type { SignalName } from './service.ts';

/** The client that asked for something: the name it gave itself, and its process. Null if it gave none. */
export interface Asker {
  readonly name: string | null;
  readonly pid: number | null;
}

/** Why a run was stopped, replaced or ended. `by` is missing if the asker is not known. */
export type Trigger =
  | { readonly type: 'user'; readonly what: 'start' | 'stop' | 'restart'; readonly by?: Asker }
  /** The run ended after the user sent it a signal. */
  | { readonly type: 'signal'; readonly signal: SignalName; readonly run: number; readonly by?: Asker }
  /** Everything is being stopped. */
  | { readonly type: 'shutdown'; readonly by?: Asker }
  /** A service that it requires was stopped or restarts. */
  | { readonly type: 'dependency'; readonly name: string }
  | { readonly type: 'reload'; readonly by?: Asker }
  /** Somebody connected to it. */
  | { readonly type: 'connection' }
  /** Nobody was connected to it for its idle time. */
  | { readonly type: 'idle' }
  /** Relative to the service's directory, if they lie in it. */
  | { readonly type: 'files'; readonly paths: readonly string[] };

/** Restarts in a row because of the same files, each about as long after the start of the run as the one before. */
export interface WatchLoop {
  readonly paths: readonly string[];
  readonly afterMs: number;
  readonly count: number;
}

/** More restarts in a row than this are no coincidence. */
const ENOUGH = 3;
/** Two changes came equally long after their starts if they differ by at most this time or this share. */
const SAME_WITHIN_MS = 300;
const SAME_WITHIN_SHARE = 0.25;

/**
 * The loop after a change that came `afterMs` after the start of the run: another round of a service that writes its
 * own watched files, or the first round of a new loop. People who save a file do not do so at the same moment of each
 * run.
 */
export function nextRound(loop: WatchLoop | null, paths: readonly string[], afterMs: number): WatchLoop {
  if (!loop || !isSame(loop, paths, afterMs)) return { paths, afterMs, count: 1 };
  return { paths, afterMs, count: loop.count + 1 };
}

/** Whether these files have restarted the service so often that it must be writing them itself. */
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
