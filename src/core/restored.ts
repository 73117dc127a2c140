import type { FailedRuns, Failure } from './failure.ts';
import type { HealthSpec, ProcessSpec, SignalName } from './service.ts';

/**
 * Identifies the leader of a run beyond the life of its supervisor. A pid may be used again; other code checks whether
 * it still belongs to this run.
 */
export interface RunIdentity {
  readonly pid: number;
  /** The id of the supervisor that started it, part of the marker of its processes. */
  readonly session: string;
  /** Set if it runs in a container. The leader then only passes on the output. */
  readonly container?: {
    /** The command of its engine. */
    readonly engine: string;
    readonly name: string;
    readonly stopSignal: string | null;
    readonly network: string | null;
  };
}

/** The record of one service that an earlier supervisor has left. Times are on the clock of this supervisor. */
export interface RestoredService {
  readonly name: string;
  readonly intent: 'up' | 'down';
  /** It was down until somebody connects. Earlier versions did not write this. */
  readonly asleep?: boolean;
  readonly runs: number;
  readonly restarts: number;
  readonly backoffMs: number;
  readonly gaveUp: boolean;
  /** Its last runs failed, and no run has lasted since. The next run must last longer to be ready. */
  readonly failedRuns: FailedRuns | null;
  readonly nextTryMs: number | null;
  readonly lastExit: { readonly run: number; readonly code: number | null; readonly signal: SignalName | null } | null;
  /** Its phase, if it was one of these two. */
  readonly ended:
    | { readonly is: 'exited'; readonly code: number | null }
    | { readonly is: 'failed'; readonly failure: Failure }
    | null;
  /** When it entered that phase. */
  readonly sinceMs: number;
  /** A run to adopt. It may have ended meanwhile. */
  readonly live: RestoredRun | null;
  /** Whether a part of the config that affects its run has changed since. */
  readonly changed: boolean;
  /** If the config no longer has the service: enough of a spec to end its run. */
  readonly removed: ProcessSpec | null;
}

/** A run of an earlier supervisor. Builds are not adopted. */
export interface RestoredRun {
  readonly run: number;
  readonly identity: RunIdentity;
  readonly startedMs: number;
  /** It was ready. */
  readonly wasReady: boolean;
  /** A stop was in progress. */
  readonly stopRequested: boolean;
  /** The health check of its container's image. */
  readonly foundCheck?: HealthSpec;
  /** Only for a run that has ended meanwhile: its exit status; null when it was killed together with its leader. */
  readonly endedWith?: number | null;
}
