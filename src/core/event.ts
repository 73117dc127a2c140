import type { Diagnosis } from './diagnosis.ts';
import type { Seen } from './external.ts';
import type { ProbeError } from './observation.ts';
import type { PortHolder } from './port-holder.ts';
import type { RestoredService } from './restored.ts';
import type { HealthSpec, ProcessSpec, ServiceSpec, SignalName } from './service.ts';
import type { Asker } from './trigger.ts';

/** A process that a run has left behind. */
export interface LeftProcess {
  readonly pid: number;
  readonly command: string;
}

/** The timers that the core arms. Each belongs to one service, and at most one of a kind is armed at a time. */
export type TimerKind =
  /** the next probe is due, or the last one never answered */
  | 'probe'
  /** the run should have been ready by now */
  | 'start-deadline'
  /** a run without a health check has lived long enough to be ready */
  | 'ready'
  /** the stop signal did not end the run in time */
  | 'kill'
  /** back-off is over */
  | 'restart'
  /** look again whether the port is free */
  | 'port';

/**
 * Everything that can happen, in the past tense. What belongs to a process carries the number of its run;
 * `stale.ts` says which events are of an older run, and `step` drops them.
 */
export type Event =
  /** The first event where an earlier supervisor has left something to go on with. Starts what is wanted, too. */
  | { readonly type: 'restored'; readonly services: readonly RestoredService[] }
  // what a user (or the host on a user's behalf) asked for
  /** Intent up for these and, `withDependencies`, for what they transitively require and want. */
  | {
      readonly type: 'start-requested';
      readonly names: readonly string[];
      readonly withDependencies: boolean;
      /** Who is started on demand is not started by this: it waits for its first connection. */
      readonly lazily?: true;
      readonly by?: Asker;
    }
  | { readonly type: 'stop-requested'; readonly names: readonly string[]; readonly by?: Asker }
  /** With `dependents`, what requires these (transitively) is stopped first and comes back after. */
  | {
      readonly type: 'restart-requested';
      readonly names: readonly string[];
      readonly dependents: boolean;
      readonly by?: Asker;
    }
  /** A bare signal to the process group. No change of intent: what ends by it has ended by itself. */
  | {
      readonly type: 'kill-requested';
      readonly names: readonly string[];
      readonly signal: SignalName;
      readonly by?: Asker;
    }
  /** Stop everything in order; with `force`, kill everything now. */
  | { readonly type: 'shutdown-requested'; readonly force: boolean; readonly by?: Asker }
  /** The config was read again, without an error. */
  | { readonly type: 'specs-replaced'; readonly specs: readonly ServiceSpec[]; readonly by?: Asker }
  // what the world did
  | { readonly type: 'files-changed'; readonly name: string; readonly paths: readonly string[] }
  | {
      readonly type: 'spawned';
      readonly name: string;
      readonly run: number;
      readonly pid: number;
      /** What the run was born with, where that is no longer what the spec says: env files are read again for each run. */
      readonly env?: ProcessSpec['env'];
      /** The health check of the image of its container, in place of that of the spec. */
      readonly health?: HealthSpec;
    }
  | { readonly type: 'spawn-failed'; readonly name: string; readonly run: number; readonly message: string }
  /** The group leader is gone. Others of its run may still live. */
  | {
      readonly type: 'exited';
      readonly name: string;
      readonly run: number;
      /** Exit status, or null when a signal ended it. */
      readonly code: number | null;
      readonly signal: SignalName | null;
      /** Of a service that ended well by itself: who else of its run was still there. */
      readonly left?: readonly LeftProcess[];
    }
  /** A connection to the front of a service waits, and the service is not ready. */
  | { readonly type: 'connection-waiting'; readonly name: string }
  /** Nobody has been connected to the front of a service for its idle time. */
  | { readonly type: 'connections-idle'; readonly name: string }
  /** The connections of a run that is to stop have got their answers, or have had their time. */
  | { readonly type: 'drained'; readonly name: string; readonly run: number }
  /** The command that stops a run has ended, or could not be run. */
  | { readonly type: 'stop-command-ended'; readonly name: string; readonly run: number; readonly ok: boolean }
  /** It has asked something, and waits for input; null: no more. Without a terminal, nobody can answer. */
  | {
      readonly type: 'input-awaited';
      readonly name: string;
      readonly run: number;
      readonly prompt: { readonly text: string; readonly terminal: boolean } | null;
    }
  /** Its processes are suspended (SIGSTOP, or by their terminal), or go on. */
  | { readonly type: 'suspended'; readonly name: string; readonly run: number; readonly suspended: boolean }
  /** Nothing of this run is left: leader gone, group empty, no marked descendant. Comes after `exited`. */
  | { readonly type: 'tree-gone'; readonly name: string; readonly run: number }
  | {
      readonly type: 'probed';
      readonly name: string;
      readonly run: number;
      /** The number that the `probe` effect carried. */
      readonly attempt: number;
      readonly ok: boolean;
      /** What it saw; null when it passed. */
      readonly error: ProbeError | null;
      /** It passed, and here is why that may mean nothing. */
      readonly doubt?: ProbeError | null;
      /** Whether the service itself answered (and so spent effort on it). */
      readonly answered: boolean;
    }
  /** A check that is still under way tells what it has seen so far. */
  | {
      readonly type: 'probe-noted';
      readonly name: string;
      readonly run: number;
      readonly attempt: number;
      readonly error: ProbeError;
    }
  /** A run that failed was looked into. */
  | { readonly type: 'diagnosed'; readonly name: string; readonly run: number; readonly diagnosis: Diagnosis }
  /** What a run lacked to start at all is there now. */
  | { readonly type: 'mended'; readonly name: string; readonly run: number }
  /** The ports of a service that waits to start were looked at. `holder` is null when all are free; `port` is the one that it holds. */
  | {
      readonly type: 'port-checked';
      readonly name: string;
      readonly run: number;
      /** The one that was looked at: a reload may have given the service another since. */
      readonly port: number;
      readonly holder: PortHolder | null;
    }
  /** Another project has told how a service of it is, or has come or gone. */
  | { readonly type: 'external-seen'; readonly name: string; readonly seen: Seen }
  | { readonly type: 'timer-fired'; readonly name: string; readonly timer: TimerKind; readonly run: number };
