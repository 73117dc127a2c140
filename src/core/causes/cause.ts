import { isStable } from '../backoff.ts';
import type { Failure, ProbeError } from '../failure.ts';
import { hasSucceeded, isReady } from '../readiness.ts';
import type { ServiceSpec, SignalName } from '../service.ts';
import type { Blocker, FailedRuns, Intent, Phase, Service, State } from '../state.ts';
import type { Trigger } from '../trigger.ts';

/** The step of a start or a stop. */
export type Step = Extract<Phase, { readonly step: unknown }>['step'];

/**
 * Why one service is as it is, as data: its own part of the chain of causes. `blockers` names what it waits for;
 * `chain.ts` follows these names. Durations are those at the moment of creation. The rows of the protocol carry the
 * cause, so that a client has the same data as the supervisor. `src/present` has the words.
 */
export interface Cause {
  readonly name: string;
  readonly kind: ServiceSpec['kind'];
  /** Whether `zdev up` starts it. */
  readonly status: ServiceSpec['status'];
  readonly state: Phase['is'];
  readonly step: Step | null;
  /** How long it has been in this state. */
  readonly inStateMs: number;
  readonly intent: Intent;
  /** Whether a `requires` on it is met. */
  readonly ready: boolean;
  /** The service is down until somebody connects. */
  readonly asleep?: true;
  /** Whether a start was made or tried since zdev began. */
  readonly started: boolean;
  /** The number of its last run; 0 before the first. */
  readonly run: number;
  readonly pid: number | null;
  /** How long its run has existed; null when there is none. */
  readonly upMs: number | null;
  /** Whether an earlier supervisor started its run. */
  readonly adopted: boolean;
  /** What blocks its start. For a finished oneshot, its requirements that are no longer ready. */
  readonly blockers: readonly Blocker[];
  /** Why its last run failed, or why zdev is ending the present one. */
  readonly failure: Failure | null;
  /** The failures in a row since the last run that lasted. */
  readonly failedRuns: FailedRuns | null;
  /** Why its last run was stopped or replaced; null when nobody asked. */
  readonly trigger: Trigger | null;
  /** Watched files that the service writes itself. Their changes are ignored until zdev ends. */
  readonly selfWritten: readonly string[];
  /** Whether the service has a health check. */
  readonly checked: boolean;
  /**
   * The last error of a failing health check, and the number of failures in a row. Null if there is no check or it
   * passes.
   */
  readonly probe: { readonly error: ProbeError; readonly failures: number } | null;
  /** The reason why the last passed check may mean nothing. */
  readonly doubt: ProbeError | null;
  /** The diagnosis of its last failed run, and the number of that run. */
  readonly diagnosis: Service['diagnosis'];
  /** Whether it runs but its health check has failed too often. */
  readonly unhealthy: boolean;
  /** Whether its processes are suspended (by SIGSTOP or by their terminal). */
  readonly suspended: boolean;
  /** The question that it asked. It waits for input, which only a terminal can give it. */
  readonly awaitsInput: { readonly text: string; readonly terminal: boolean } | null;
  readonly building: boolean;
  /** The failure of the last background build, while the old run keeps serving. */
  readonly buildFailure: Failure | null;
  /** How its last run ended. */
  readonly exit: Service['lastExit'];
  /** The exit status in the state `exited`; null for a stop. */
  readonly exitCode: number | null;
  /** Automatic restarts in a row. */
  readonly restarts: number;
  /** The time until the next automatic restart. */
  readonly nextTryInMs: number | null;
  /** The service failed and will not be restarted by itself. */
  readonly gaveUp: boolean;
  /** A stop in progress: the signal that was sent, how long ago, and when SIGKILL follows. */
  readonly stop: {
    readonly signal: SignalName;
    readonly sentMs: number;
    readonly killInMs: number | null;
    readonly byCommand?: true;
    /** Set if the stop keys were typed instead. */
    readonly byKeys?: true;
  } | null;
}

/** Returns the cause of a service at `nowMs`. Takes time in proportion to its direct dependencies. */
export function causeOf(service: Service, state: Pick<State, 'services'>, nowMs: number): Cause {
  const { spec, phase, live, build, probing, lastExit } = service;
  const hasProcess = phase.is === 'starting' || phase.is === 'running' || phase.is === 'stopping';
  return {
    name: spec.name,
    kind: spec.kind,
    status: spec.status,
    state: phase.is,
    step: 'step' in phase ? phase.step : null,
    inStateMs: elapsed(service.sinceMs, nowMs),
    intent: service.intent,
    ready: isReady(service, lookup(state)),
    started: service.started,
    run: service.runs,
    pid: (hasProcess && live?.pid) || null,
    upMs: live && !live.leaderExited ? elapsed(live.startedMs, nowMs) : null,
    adopted: live?.adopted === true,
    blockers: blockersNow(service, state),
    failure: phase.is === 'failed' ? phase.failure : (live?.cause ?? null),
    trigger: service.trigger,
    selfWritten: service.selfWritten,
    failedRuns: recentFailures(service, nowMs),
    checked: spec.kind === 'service' && spec.health !== undefined,
    // After the end of a run, the end itself is the cause: of course nothing listens then.
    probe: hasProcess && probing.lastError ? { error: probing.lastError, failures: probing.failures } : null,
    doubt: live ? probing.doubt : null,
    diagnosis: service.diagnosis,
    unhealthy: phase.is === 'running' && phase.unhealthy !== null,
    suspended: live?.suspended === true && !live.leaderExited,
    awaitsInput: live && !live.leaderExited && !live.stopSent ? (live.prompt ?? null) : null,
    building: build !== null || live?.purpose === 'build',
    buildFailure: service.buildFailure,
    exit: lastExit,
    exitCode: phase.is === 'exited' ? phase.code : null,
    restarts: service.restarts,
    nextTryInMs: service.nextTryMs === null ? null : elapsed(nowMs, service.nextTryMs),
    gaveUp: service.gaveUp,
    stop: stopOf(service, nowMs),
    // This comes last: fields after a spread are slow to create, and each change of each service creates a cause.
    ...(service.asleep ? { asleep: true as const } : {}),
  };
}

/** Returns a function that looks causes up by name and creates each cause once. */
export function causesIn(state: Pick<State, 'services'>, nowMs: number): (name: string) => Cause | undefined {
  const made = new Map<string, Cause>();
  return (name) => {
    const known = made.get(name);
    if (known) return known;
    const service = state.services.get(name);
    if (!service) return undefined;
    const cause = causeOf(service, state, nowMs);
    made.set(name, cause);
    return cause;
  };
}

/** Services that have a process while everything is being stopped. */
export function aliveIn(state: Pick<State, 'services'>, nowMs: number): Cause[] {
  const alive = [...state.services.values()].filter(
    ({ live, build, spec }) => (live || build) && spec.kind !== 'target',
  );
  return alive.map((service) => causeOf(service, state, nowMs));
}

/** The present blockers. A finished oneshot may not count as ready because of its own requirements. */
function blockersNow(service: Service, state: Pick<State, 'services'>): readonly Blocker[] {
  if (service.phase.is === 'blocked') return service.phase.on;
  if (!hasSucceeded(service)) return [];
  return service.spec.requires.flatMap((name): Blocker[] => {
    const other = state.services.get(name);
    return other && isReady(other, lookup(state)) ? [] : [{ type: 'requires', name }];
  });
}

/** Earlier failures are forgotten once a run has lasted. */
function recentFailures({ spec, live, phase, failedRuns }: Service, nowMs: number): FailedRuns | null {
  return phase.is === 'running' && live && isStable(spec, live, nowMs) ? null : failedRuns;
}

function stopOf({ phase, spec, live, build, sinceMs }: Service, nowMs: number): Cause['stop'] {
  if (phase.is !== 'stopping' || phase.step === 'waiting' || spec.kind === 'target') return null;
  // The stop may have begun earlier, with a wait for its dependents.
  const sentMs = elapsed(live?.signalledMs ?? build?.signalledMs ?? sinceMs, nowMs);
  if (phase.step === 'killed') return { signal: 'SIGKILL', sentMs, killInMs: null };
  const { stopSignal: signal, stopTimeoutMs } = spec.lifecycle;
  if (live?.stopCommand) {
    const by = spec.lifecycle.stopCommand === undefined ? { byKeys: true as const } : { byCommand: true as const };
    return { signal, sentMs, killInMs: Math.max(2 * stopTimeoutMs - sentMs, 0), ...by };
  }
  return { signal, sentMs, killInMs: Math.max(stopTimeoutMs - sentMs, 0) };
}

function lookup(state: Pick<State, 'services'>) {
  return { get: (name: string) => state.services.get(name) };
}

/** A whole number, never negative: the times in a restored state may lie in the future. */
function elapsed(fromMs: number, toMs: number): number {
  return Math.max(Math.round(toMs - fromMs), 0);
}
