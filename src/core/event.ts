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

/** The timers that the core arms. Each belongs to one service. At most one of each kind is armed at a time. */
export type TimerKind =
  /** the next probe is due, or the last one was never answered */
  | 'probe'
  /** the run should have been ready by now */
  | 'start-deadline'
  /** a run without a health check has lived long enough to be ready */
  | 'ready'
  /** the stop signal did not end the run in time */
  | 'kill'
  /** back-off is over */
  | 'restart'
  /** the port should be checked again */
  | 'port';

/**
 * Everything that can happen, in the past tense. An event of a process carries the number of its run. `isStale`
 * (`stale.ts`) finds events of older runs, and `step` drops them.
 */
export type Event =
  /** The first event if an earlier supervisor left runs or states. It also starts the wanted services. */
  | { readonly type: 'restored'; readonly services: readonly RestoredService[] }
  // what a user (or the host on a user's behalf) asked for
  /**
   * Sets the intent of these services to up and, `withDependencies`, of all that they transitively require and want.
   */
  | {
      readonly type: 'start-requested';
      readonly names: readonly string[];
      readonly withDependencies: boolean;
      /** Do not start services that start on demand: they wait for their first connection. */
      readonly lazily?: true;
      readonly by?: Asker;
    }
  | { readonly type: 'stop-requested'; readonly names: readonly string[]; readonly by?: Asker }
  /** With `dependents`, the services that require these (transitively) stop first and come back after. */
  | {
      readonly type: 'restart-requested';
      readonly names: readonly string[];
      readonly dependents: boolean;
      readonly by?: Asker;
    }
  /** A bare signal to the process group. It changes no intent: a run that ends because of it has ended by itself. */
  | {
      readonly type: 'kill-requested';
      readonly names: readonly string[];
      readonly signal: SignalName;
      readonly by?: Asker;
    }
  /** Stop everything in order. With `force`, kill everything now. */
  | { readonly type: 'shutdown-requested'; readonly force: boolean; readonly by?: Asker }
  /** The config was read again without errors. */
  | { readonly type: 'specs-replaced'; readonly specs: readonly ServiceSpec[]; readonly by?: Asker }
  // what happened outside
  | { readonly type: 'files-changed'; readonly name: string; readonly paths: readonly string[] }
  | {
      readonly type: 'spawned';
      readonly name: string;
      readonly run: number;
      readonly pid: number;
      /** The environment of the run, if it differs from the spec: env files are read again for each run. */
      readonly env?: ProcessSpec['env'];
      /** The health check of its container's image, which replaces that of the spec. */
      readonly health?: HealthSpec;
    }
  | { readonly type: 'spawn-failed'; readonly name: string; readonly run: number; readonly message: string }
  /** The leader of a run has exited. Other processes of the run may still live. */
  | {
      readonly type: 'exited';
      readonly name: string;
      readonly run: number;
      /** Exit status; null when a signal ended it. */
      readonly code: number | null;
      readonly signal: SignalName | null;
      /** Only for a service that ended well by itself: the processes of its run that were still alive. */
      readonly left?: readonly LeftProcess[];
    }
  /** A connection to the front of a service waits, and the service is not ready. */
  | { readonly type: 'connection-waiting'; readonly name: string }
  /** Nobody was connected to the front of a service for its idle time. */
  | { readonly type: 'connections-idle'; readonly name: string }
  /** The connections of a run that is to stop have got their answers, or their time is over. */
  | { readonly type: 'drained'; readonly name: string; readonly run: number }
  /** The stop command of a run has ended, or could not be run. */
  | { readonly type: 'stop-command-ended'; readonly name: string; readonly run: number; readonly ok: boolean }
  /** The run has asked a question and waits for input; null: not any more. Without a terminal, nobody can answer. */
  | {
      readonly type: 'input-awaited';
      readonly name: string;
      readonly run: number;
      readonly prompt: { readonly text: string; readonly terminal: boolean } | null;
    }
  /** The processes of the run are suspended (SIGSTOP, or by their terminal), or continue. */
  | { readonly type: 'suspended'; readonly name: string; readonly run: number; readonly suspended: boolean }
  /**
   * Nothing of this run is left: the leader has exited, the group is empty, and no marked descendant lives. Comes after
   * `exited`.
   */
  | { readonly type: 'tree-gone'; readonly name: string; readonly run: number }
  | {
      readonly type: 'probed';
      readonly name: string;
      readonly run: number;
      /** The number from the `probe` effect. */
      readonly attempt: number;
      readonly ok: boolean;
      /** What the probe saw; null when it passed. */
      readonly error: ProbeError | null;
      /** The reason why a passed probe may mean nothing. */
      readonly doubt?: ProbeError | null;
      /** Whether the service itself answered (and so spent effort on it). */
      readonly answered: boolean;
    }
  /** A running check reports what it has seen so far. */
  | {
      readonly type: 'probe-noted';
      readonly name: string;
      readonly run: number;
      readonly attempt: number;
      readonly error: ProbeError;
    }
  /** The cause of a failed run was examined. */
  | { readonly type: 'diagnosed'; readonly name: string; readonly run: number; readonly diagnosis: Diagnosis }
  /** The thing that a run lacked at its start exists now. */
  | { readonly type: 'mended'; readonly name: string; readonly run: number }
  /**
   * The ports of a service that waits to start were checked. If one is held, `port` and `holder` name it; `holder` is
   * null when all are free.
   */
  | {
      readonly type: 'port-checked';
      readonly name: string;
      readonly run: number;
      /** The port that was checked. A reload may have given the service another port since. */
      readonly port: number;
      readonly holder: PortHolder | null;
    }
  /** Another project reported the state of one of its services, or started or ended. */
  | { readonly type: 'external-seen'; readonly name: string; readonly seen: Seen }
  | { readonly type: 'timer-fired'; readonly name: string; readonly timer: TimerKind; readonly run: number };
