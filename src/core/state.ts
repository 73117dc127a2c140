import type { Diagnosis } from './diagnosis.ts';
import type { Purpose } from './effect.ts';
import type { LeftProcess } from './event.ts';
import type { ExternalBlocker, Seen } from './external.ts';
import type { FailedRuns, Failure, ProbeError } from './failure.ts';
import { buildGraph, type Graph } from './graph.ts';
import type { PortHolder } from './port-holder.ts';
import type { ServiceSpec, SignalName } from './service.ts';
import type { Asker, Trigger, WatchLoop } from './trigger.ts';

/** Whether the user wants a service up or down. Only a command of the user changes it. */
export type Intent = 'up' | 'down';

export type { FailedRuns, Failure };

/** One thing that a blocked service waits for. Follow the name to find what that service waits for. */
export type Blocker =
  | { readonly type: 'requires'; readonly name: string }
  | { readonly type: 'after'; readonly name: string }
  | { readonly type: 'ended'; readonly name: string }
  | { readonly type: 'conflict'; readonly name: string }
  /** `holder` is null while the port is being checked. */
  | { readonly type: 'port'; readonly port: number; readonly holder: PortHolder | null }
  /** The leftovers of its last run are still being ended. */
  | { readonly type: 'remains'; readonly run: number }
  /** A service of another project is not ready. Only the target that stands for it has this blocker. */
  | ExternalBlocker;

/**
 * What a service is doing: zinit's seven states, each with only its own data.
 *
 *     inactive ──► blocked ──► starting ──► running ──► stopping ──► exited
 *         │           ▲           │            │                       ▲
 *         └───────────┴───────────┴────────────┴──► failed ────────────┘ (oneshot, exit 0)
 */
export type Phase =
  | { readonly is: 'inactive' }
  | { readonly is: 'blocked'; readonly on: readonly Blocker[] }
  | { readonly is: 'starting'; readonly step: 'building' | 'spawning' | 'probing' }
  /**
   * Begins with the start of the process or, with a health check, with its first success. A running oneshot is never
   * `ready`. `unhealthy` says since when and why.
   */
  | {
      readonly is: 'running';
      readonly ready: boolean;
      readonly unhealthy: { readonly sinceMs: number; readonly error: ProbeError } | null;
    }
  /** `waiting`: its dependents must be gone first. */
  | { readonly is: 'stopping'; readonly step: 'waiting' | 'signalled' | 'killed' }
  /** `code` is null when a signal ended the run, as a stop does. It is 0 for every exit code that counts as success. */
  | { readonly is: 'exited'; readonly code: number | null }
  | { readonly is: 'failed'; readonly failure: Failure };

/** A process tree, from the request to start it until nothing of it is left. */
export interface LiveRun {
  readonly run: number;
  readonly purpose: Purpose;
  /** Null until the process was spawned. */
  readonly pid: number | null;
  readonly startedMs: number;
  /** The run uses a container. The config may say something else by now. */
  readonly inContainer?: true;
  /** Whether an earlier supervisor started it. */
  readonly adopted: boolean;
  readonly leaderExited: boolean;
  /** Its processes are suspended: nothing happens until somebody continues them. */
  readonly suspended?: boolean;
  /** The question that the run asked. It waits for input. */
  readonly prompt?: { readonly text: string; readonly terminal: boolean } | null;
  /** The user has sent it a signal, so its failure does not count against the next run. */
  readonly userSignalled: boolean;
  /** The last signal of the user, and who asked for it. */
  readonly signalledBy?: { readonly signal: SignalName; readonly by?: Asker };
  /** Why zdev itself ends this run. The following exit does not overwrite this. */
  readonly cause: Failure | null;
  /**
   * Its front holds new connections before the stop: `asked` until the waiting connections are answered, then `done`.
   */
  readonly drain?: 'asked' | 'done';
  /** Its stop command was run. The stop signal follows. */
  readonly stopCommand?: true;
  /** A stop signal was sent, or the stop command was run. */
  readonly stopSent: boolean;
  /**
   * Before its end, it was sent a stop signal or was to be replaced. A oneshot then has not done its work, whatever its
   * exit status.
   */
  readonly interrupted: boolean;
  /** When the stop signal or the first SIGKILL was sent; null before. */
  readonly signalledMs: number | null;
}

/** The health checks of the present run. */
export interface Probing {
  /** The number of the last requested probe. */
  readonly attempt: number;
  readonly inFlight: boolean;
  /** Failures in a row. */
  readonly failures: number;
  readonly lastError: ProbeError | null;
  /** The reason why the last passed check may mean nothing. */
  readonly doubt: ProbeError | null;
}

/** Everything that the supervisor knows about one service. */
export interface Service {
  readonly spec: ServiceSpec;
  readonly intent: Intent;
  readonly phase: Phase;
  /** Since when the service is in this phase. */
  readonly sinceMs: number;
  /** The number of runs so far (builds included), which is also the number of the last run. */
  readonly runs: number;
  readonly live: LiveRun | null;
  /** The background build, while the old run keeps serving. */
  readonly build: LiveRun | null;
  /** Sources changed during that build: it is ended, and another build follows. */
  readonly buildAgain: boolean;
  /** A background build has just passed, so the next start needs no build. */
  readonly built: boolean;
  /** The run is being stopped on request. Only the intent decides what comes next. */
  readonly stopRequested: boolean;
  /** The service is down until somebody connects. Meanwhile its front holds the connection. */
  readonly asleep: boolean;
  /** The service is no longer in the config: it is stopped and then forgotten. */
  readonly leaving: boolean;
  /** The new spec of another kind under the same name. It takes over once nothing of the old service is left. */
  readonly successor: ServiceSpec | null;
  /** Whether a start was made or tried since zdev began. */
  readonly started: boolean;
  /** Automatic restarts in a row. */
  readonly restarts: number;
  /** The delay before the next automatic restart. */
  readonly backoffMs: number;
  /** The time of the next automatic restart. */
  readonly nextTryMs: number | null;
  /** The service failed and will not be restarted by itself. */
  readonly gaveUp: boolean;
  readonly probing: Probing;
  /** The failures in a row since the last run that lasted. */
  readonly failedRuns: FailedRuns | null;
  /** Why its last run was stopped or replaced; null when nobody asked. */
  readonly trigger: Trigger | null;
  /** Restarts because of the same files. */
  readonly watchLoop: WatchLoop | null;
  /** Watched files that the service writes itself. Their changes are ignored until zdev ends. */
  readonly selfWritten: readonly string[];
  /** How the last run ended. */
  readonly lastExit: {
    readonly run: number;
    readonly code: number | null;
    readonly signal: SignalName | null;
    /** Only for a service that ended well by itself: the processes of its run that were still alive. zdev ends them. */
    readonly left?: readonly LeftProcess[];
  } | null;
  /** The diagnosis of the last failed run. */
  readonly diagnosis: (Diagnosis & { readonly run: number }) | null;
  /** The failed run that is being diagnosed. */
  readonly diagnosing: number | null;
  /** The failure of the last background build. The old run keeps serving. */
  readonly buildFailure: Failure | null;
  /** Only for a service of another project: the state that the other project reported. */
  readonly seen?: Seen;
  /** Its last run that was ready. */
  readonly seenLife?: string;
}

/** When `zdev up` ends by itself (spec section 8). */
export type ExitOn = 'any' | 'failure' | 'all' | 'never';

/** Why everything is being stopped. */
export interface Shutdown {
  /** Whether this is a second request, which waits for nothing. */
  readonly force: boolean;
  readonly cause: ShutdownCause;
  /** The exit status of `zdev up`. Later events do not change it. */
  readonly status: ExitStatus;
}

/** How a process ends: with a code, or by a signal. */
export type ExitStatus = { readonly code: number } | { readonly signal: SignalName };

/** A user asked, or all ended well, or the end of one service ended everything by the `--exit-on` rule. */
export type ShutdownCause =
  | { readonly type: 'user'; readonly by?: Asker }
  | { readonly type: 'done' }
  | { readonly type: 'service'; readonly name: string };

/** The whole supervisor as a value. Immutable: `step` returns a new one that shares what did not change. */
export interface State {
  readonly services: ReadonlyMap<string, Service>;
  /** The last run number of each forgotten service. If its name comes back, the numbers continue from there. */
  readonly pastRuns: ReadonlyMap<string, number>;
  readonly graph: Graph;
  readonly exitOn: ExitOn;
  readonly shutdown: Shutdown | null;
  readonly finished: boolean;
}

/** All services are inactive, and all intents are down. */
export function initialState(options: { readonly specs: readonly ServiceSpec[]; readonly exitOn: ExitOn }): State {
  return {
    services: new Map(options.specs.map((spec) => [spec.name, initialService(spec)])),
    pastRuns: new Map(),
    graph: buildGraph(options.specs),
    exitOn: options.exitOn,
    shutdown: null,
    finished: false,
  };
}

/** The config as far as the supervisor knows it, without services that are only being stopped. */
export function presentSpecs({ services }: Pick<State, 'services'>): ServiceSpec[] {
  return [...services.values()].filter(({ leaving }) => !leaving).map(configured);
}

/** The spec of a service in the config. For a service that changes its kind, this is its future spec. */
export function configured({ spec, successor }: Service): ServiceSpec {
  return successor ?? spec;
}

/** A service before its first event. */
export function initialService(spec: ServiceSpec): Service {
  return {
    spec,
    intent: 'down',
    phase: { is: 'inactive' },
    sinceMs: 0,
    runs: 0,
    live: null,
    build: null,
    buildAgain: false,
    built: false,
    stopRequested: false,
    asleep: false,
    leaving: false,
    successor: null,
    started: false,
    restarts: 0,
    backoffMs: spec.kind === 'target' ? 0 : spec.lifecycle.restartDelayMs,
    nextTryMs: null,
    gaveUp: false,
    probing: NO_PROBING,
    failedRuns: null,
    trigger: null,
    watchLoop: null,
    selfWritten: [],
    lastExit: null,
    diagnosis: null,
    diagnosing: null,
    buildFailure: null,
  };
}

/** The state before the first probe of a run. */
export const NO_PROBING: Probing = { attempt: 0, inFlight: false, failures: 0, lastError: null, doubt: null };
