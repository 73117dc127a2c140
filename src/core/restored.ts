import type { FailedRuns, Failure } from './failure.ts';
import type { HealthSpec, ProcessSpec, SignalName } from './service.ts';

/**
 * What names the leader of a run beyond the life of its supervisor. A pid may be used again: whether this is still the one
 * is asked elsewhere.
 */
export interface RunIdentity {
  readonly pid: number;
  /** Id of the supervisor that started it: part of the marker that its processes carry. */
  readonly session: string;
  /** It runs in a container, and the leader only passes on its output. */
  readonly container?: {
    /** The command that calls its engine. */
    readonly engine: string;
    readonly name: string;
    readonly stopSignal: string | null;
    readonly network: string | null;
  };
}

/** What an earlier supervisor has left written of one service. Times are on the clock of this one. */
export interface RestoredService {
  readonly name: string;
  readonly intent: 'up' | 'down';
  /** It was down until somebody connects. An earlier version has not written that. */
  readonly asleep?: boolean;
  readonly runs: number;
  readonly restarts: number;
  readonly backoffMs: number;
  readonly gaveUp: boolean;
  /** Its last runs failed, and none has lasted since: the next one has to prove itself. */
  readonly failedRuns: FailedRuns | null;
  readonly nextTryMs: number | null;
  readonly lastExit: { readonly run: number; readonly code: number | null; readonly signal: SignalName | null } | null;
  /** Its phase, if that was one of these two. */
  readonly ended:
    | { readonly is: 'exited'; readonly code: number | null }
    | { readonly is: 'failed'; readonly failure: Failure }
    | null;
  /** When it got into that phase. */
  readonly sinceMs: number;
  /** A run to be adopted. It may have ended meanwhile. */
  readonly live: RestoredRun | null;
  /** What a run is born with has changed in the config since. */
  readonly changed: boolean;
  /** The config has it no more: enough of a spec to end its run by. */
  readonly removed: ProcessSpec | null;
}

/** A run of an earlier supervisor. Builds are not adopted. */
export interface RestoredRun {
  readonly run: number;
  readonly identity: RunIdentity;
  readonly startedMs: number;
  /** It was ready. */
  readonly wasReady: boolean;
  /** It was being stopped. */
  readonly stopRequested: boolean;
  /** The health check that the image of its container has. */
  readonly foundCheck?: HealthSpec;
  /** Only of one that has ended meanwhile: its exit status; null when it was killed with its leader. */
  readonly endedWith?: number | null;
}
