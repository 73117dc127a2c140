import { isStable } from '../backoff.ts';
import type { Failure, ProbeError } from '../failure.ts';
import { hasSucceeded, isReady } from '../readiness.ts';
import type { ServiceSpec, SignalName } from '../service.ts';
import type { Blocker, FailedRuns, Intent, Phase, Service, State } from '../state.ts';
import type { Trigger } from '../trigger.ts';

/** What a start or a stop is at. */
export type Step = Extract<Phase, { readonly step: unknown }>['step'];

/**
 * Why one service is as it is, as data: its own part of the chain of causes. What it waits for is in `blockers`, and is
 * followed by name (`chain.ts`). Durations are those of the moment at which it was made. The rows of the protocol carry
 * it, so that a client has the same data as the supervisor; `src/present` has the words.
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
  /** It is down until somebody connects. */
  readonly asleep?: true;
  /** Has been started since zdev began, or has tried to. */
  readonly started: boolean;
  /** Number of its last run; 0 before the first. */
  readonly run: number;
  readonly pid: number | null;
  /** How long its run has existed; null when there is none. */
  readonly upMs: number | null;
  /** An earlier supervisor started its run. */
  readonly adopted: boolean;
  /** What holds its start back; for a finished oneshot, what it requires and is no longer ready. */
  readonly blockers: readonly Blocker[];
  /** Why its last run failed; while zdev ends one, why. */
  readonly failure: Failure | null;
  /** Its last runs failed, and none has lasted since. */
  readonly failedRuns: FailedRuns | null;
  /** Why its last run was stopped, or made way for another; null when nobody asked. */
  readonly trigger: Trigger | null;
  /** Watched files that it writes itself: their changes are ignored until zdev ends. */
  readonly selfWritten: readonly string[];
  /** It has a health check. */
  readonly checked: boolean;
  /** Its health check, where there is one and it fails: what it saw last, and how often in a row it has failed. */
  readonly probe: { readonly error: ProbeError; readonly failures: number } | null;
  /** Its last check passed, and here is why that may mean nothing. */
  readonly doubt: ProbeError | null;
  /** What was found out about its last run that failed, and which run that was. */
  readonly diagnosis: Service['diagnosis'];
  /** Running, and its health check has failed too often. */
  readonly unhealthy: boolean;
  /** Its processes are suspended (SIGSTOP, or by their terminal). */
  readonly suspended: boolean;
  /** It has asked this, and waits for input, which only a terminal can give it. */
  readonly awaitsInput: { readonly text: string; readonly terminal: boolean } | null;
  readonly building: boolean;
  /** The last build beside a run that keeps serving failed. */
  readonly buildFailure: Failure | null;
  /** How its last run ended. */
  readonly exit: Service['lastExit'];
  /** Exited: with which status; null for a stop. */
  readonly exitCode: number | null;
  /** Automatic restarts in a row. */
  readonly restarts: number;
  /** Until the next automatic restart. */
  readonly nextTryInMs: number | null;
  /** It failed and will not be restarted by itself. */
  readonly gaveUp: boolean;
  /** A stop that is under way: what was sent, how long ago, and when SIGKILL follows. */
  readonly stop: {
    readonly signal: SignalName;
    readonly sentMs: number;
    readonly killInMs: number | null;
    readonly byCommand?: true;
    /** The same, with its stop keys. */
    readonly byKeys?: true;
  } | null;
}

/** The causes of a service at `nowMs`. Costs as much as it has dependencies of its own. */
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
    // Of a run that has ended, its end is the cause: nobody listens then, of course.
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
    // Last: what follows a spread is slow to make, and a cause is made for each change of each service.
    ...(service.asleep ? { asleep: true as const } : {}),
  };
}

/** Looks causes up by name, and makes each of them once. */
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

/** Those of whom a process exists, while everything is being stopped. */
export function aliveIn(state: Pick<State, 'services'>, nowMs: number): Cause[] {
  const alive = [...state.services.values()].filter(
    ({ live, build, spec }) => (live || build) && spec.kind !== 'target',
  );
  return alive.map((service) => causeOf(service, state, nowMs));
}

/** A finished oneshot may not count as ready for what it requires itself. */
function blockersNow(service: Service, state: Pick<State, 'services'>): readonly Blocker[] {
  if (service.phase.is === 'blocked') return service.phase.on;
  if (!hasSucceeded(service)) return [];
  return service.spec.requires.flatMap((name): Blocker[] => {
    const other = state.services.get(name);
    return other && isReady(other, lookup(state)) ? [] : [{ type: 'requires', name }];
  });
}

/** What failed before a run that has lasted is forgiven. */
function recentFailures({ spec, live, phase, failedRuns }: Service, nowMs: number): FailedRuns | null {
  return phase.is === 'running' && live && isStable(spec, live, nowMs) ? null : failedRuns;
}

function stopOf({ phase, spec, live, build, sinceMs }: Service, nowMs: number): Cause['stop'] {
  if (phase.is !== 'stopping' || phase.step === 'waiting' || spec.kind === 'target') return null;
  // Its stop may have begun earlier, with a wait for its dependents.
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

/** Whole and never negative: clocks of a state that was restored may be ahead. */
function elapsed(fromMs: number, toMs: number): number {
  return Math.max(Math.round(toMs - fromMs), 0);
}
