import type { Diagnosis } from './diagnosis.ts';
import type { Purpose } from './effect.ts';
import type { LeftProcess } from './event.ts';
import type { ExternalBlocker, Seen } from './external.ts';
import type { FailedRuns, Failure, ProbeError } from './failure.ts';
import { buildGraph, type Graph } from './graph.ts';
import type { PortHolder } from './port-holder.ts';
import type { ServiceSpec, SignalName } from './service.ts';
import type { Asker, Trigger, WatchLoop } from './trigger.ts';

/** What the user wants of a service. Only a user's command changes it. */
export type Intent = 'up' | 'down';

export type { FailedRuns, Failure };

/** One thing that a blocked service waits for. What *that* waits for is found by following the name. */
export type Blocker =
  | { readonly type: 'requires'; readonly name: string }
  | { readonly type: 'after'; readonly name: string }
  | { readonly type: 'ended'; readonly name: string }
  | { readonly type: 'conflict'; readonly name: string }
  /** `holder` is null while the port is being checked. */
  | { readonly type: 'port'; readonly port: number; readonly holder: PortHolder | null }
  /** What its last run left behind is still being ended. */
  | { readonly type: 'remains'; readonly run: number }
  /** A service of another project is not ready. Only the one that stands for it has this blocker. */
  | ExternalBlocker;

/**
 * What a service is doing: zinit's seven states, each with just the data that exists in it.
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
   * From the fork on, or (with a health check) from its first success on. A oneshot at work is never `ready`. `unhealthy`
   * tells since when and why.
   */
  | {
      readonly is: 'running';
      readonly ready: boolean;
      readonly unhealthy: { readonly sinceMs: number; readonly error: ProbeError } | null;
    }
  /** `waiting`: for its dependents to be gone first. */
  | { readonly is: 'stopping'; readonly step: 'waiting' | 'signalled' | 'killed' }
  /** `code` is null when a signal ended it, as a stop does, and 0 for every exit code that counts as success. */
  | { readonly is: 'exited'; readonly code: number | null }
  | { readonly is: 'failed'; readonly failure: Failure };

/** A process tree that exists, from the moment it is asked for until nothing of it is left. */
export interface LiveRun {
  readonly run: number;
  readonly purpose: Purpose;
  /** Null until it was spawned. */
  readonly pid: number | null;
  readonly startedMs: number;
  /** It is to be in a container. What the config says of that may be another thing by now. */
  readonly inContainer?: true;
  /** An earlier supervisor started it. */
  readonly adopted: boolean;
  readonly leaderExited: boolean;
  /** Its processes are suspended: nothing happens until somebody continues them. */
  readonly suspended?: boolean;
  /** It has asked this, and waits for input. */
  readonly prompt?: { readonly text: string; readonly terminal: boolean } | null;
  /** The user has sent it a signal: what comes of it is not held against the next run. */
  readonly userSignalled: boolean;
  /** The last of these signals, and who asked for it. */
  readonly signalledBy?: { readonly signal: SignalName; readonly by?: Asker };
  /** zdev itself ends this run, for this reason; the exit that follows does not overwrite it. */
  readonly cause: Failure | null;
  /** Its front holds new connections, before the stop: `asked` until those that wait for an answer have it. */
  readonly drain?: 'asked' | 'done';
  /** Its stop command was run; the stop signal follows. */
  readonly stopCommand?: true;
  /** A stop signal was sent, or the stop command was run. */
  readonly stopSent: boolean;
  /** Before its end, it was sent a stop signal or was to run anew: a oneshot has not done its work, whatever it says. */
  readonly interrupted: boolean;
  /** When the stop signal was sent, or the first SIGKILL; null before. */
  readonly signalledMs: number | null;
}

/** Health checking of the present run. */
export interface Probing {
  /** Number of the last probe asked for. */
  readonly attempt: number;
  readonly inFlight: boolean;
  /** Failures in a row. */
  readonly failures: number;
  readonly lastError: ProbeError | null;
  /** The last check passed, and here is why that may mean nothing. */
  readonly doubt: ProbeError | null;
}

/** Everything that is known of one service. */
export interface Service {
  readonly spec: ServiceSpec;
  readonly intent: Intent;
  readonly phase: Phase;
  /** Since when it is in this phase. */
  readonly sinceMs: number;
  /** How many runs (builds included) there have been; the number of the last one. */
  readonly runs: number;
  readonly live: LiveRun | null;
  /** A background build: it works beside a run that keeps serving. */
  readonly build: LiveRun | null;
  /** Sources changed during that build: it is ended, and another follows. */
  readonly buildAgain: boolean;
  /** The next start need not build: a background build has just passed. */
  readonly built: boolean;
  /** The run is being stopped on a request. What comes next depends on the intent alone. */
  readonly stopRequested: boolean;
  /** It is down until somebody connects; its front holds the connection meanwhile. */
  readonly asleep: boolean;
  /** No longer in the config: stopped, and then forgotten. */
  readonly leaving: boolean;
  /** What the config now has under this name is of another kind: it takes over once nothing of the old one is left. */
  readonly successor: ServiceSpec | null;
  /** Has been started since zdev began, or has tried to. */
  readonly started: boolean;
  /** Automatic restarts in a row. */
  readonly restarts: number;
  /** The delay that the next automatic restart will take. */
  readonly backoffMs: number;
  /** When the next automatic restart is due. */
  readonly nextTryMs: number | null;
  /** It failed and will not be restarted by itself. */
  readonly gaveUp: boolean;
  readonly probing: Probing;
  /** Its last runs failed, and none has lasted since. */
  readonly failedRuns: FailedRuns | null;
  /** Why its last run was stopped, or made way for another; null when nobody asked. */
  readonly trigger: Trigger | null;
  /** Restarts for the same files. */
  readonly watchLoop: WatchLoop | null;
  /** Watched files that it writes itself: their changes are ignored until zdev ends. */
  readonly selfWritten: readonly string[];
  /** How the last run ended. */
  readonly lastExit: {
    readonly run: number;
    readonly code: number | null;
    readonly signal: SignalName | null;
    /** Of a service that ended well by itself: who else of its run was still there, and is ended by zdev. */
    readonly left?: readonly LeftProcess[];
  } | null;
  /** What was found out about the last run that failed. */
  readonly diagnosis: (Diagnosis & { readonly run: number }) | null;
  /** The failed run that is being looked into. */
  readonly diagnosing: number | null;
  /** The last build beside a running service failed; the old run keeps serving. */
  readonly buildFailure: Failure | null;
  /** Of a service of another project: what that has told of it. */
  readonly seen?: Seen;
  /** The last run of it that was ready. */
  readonly seenLife?: string;
}

/** When `zdev up` ends by itself (spec section 8). */
export type ExitOn = 'any' | 'failure' | 'all' | 'never';

/** Why everything is being stopped. */
export interface Shutdown {
  /** A second request: no more waiting. */
  readonly force: boolean;
  readonly cause: ShutdownCause;
  /** What `zdev up` ends with. Nothing that happens during the end changes it. */
  readonly status: ExitStatus;
}

/** How a process ends: with a code, or by a signal. */
export type ExitStatus = { readonly code: number } | { readonly signal: SignalName };

/** A user asked; or all ended well; or, by the `--exit-on` rule, the end of one service ended everything. */
export type ShutdownCause =
  | { readonly type: 'user'; readonly by?: Asker }
  | { readonly type: 'done' }
  | { readonly type: 'service'; readonly name: string };

/** The whole supervisor as a value. Immutable: `step` returns a new one that shares what did not change. */
export interface State {
  readonly services: ReadonlyMap<string, Service>;
  /** The last run number of each service that was forgotten: should its name come back, the numbers go on from there. */
  readonly pastRuns: ReadonlyMap<string, number>;
  readonly graph: Graph;
  readonly exitOn: ExitOn;
  readonly shutdown: Shutdown | null;
  readonly finished: boolean;
}

/** All services inactive, all intents down. */
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

/** What the config has, as far as the supervisor knows: without what is only being stopped. */
export function presentSpecs({ services }: Pick<State, 'services'>): ServiceSpec[] {
  return [...services.values()].filter(({ leaving }) => !leaving).map(configured);
}

/** What the config says of a service: of one that changes its kind, what it will be. */
export function configured({ spec, successor }: Service): ServiceSpec {
  return successor ?? spec;
}

/** A service that nothing has happened to yet. */
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

/** No probe asked for yet in this run. */
export const NO_PROBING: Probing = { attempt: 0, inFlight: false, failures: 0, lastError: null, doubt: null };
