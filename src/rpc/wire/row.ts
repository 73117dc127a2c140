import { blockerText, conditionText, failureText, waitingText } from '../../core/explain.ts';
import { startDeadlineMs } from '../../core/probing.ts';
import { isReady } from '../../core/readiness.ts';
import type { Service, State } from '../../core/state.ts';
import type { Control } from '../control.ts';
import type { Row, Snapshot } from '../results.ts';
import type { Infer } from '../shape.ts';
import { pidOf } from './words.ts';

/** All services, or these, as a list shows them. */
export function wireSnapshot(control: Control, names?: readonly string[]): Infer<typeof Snapshot> {
  const state = control.state();
  const services = [...state.services.values()].filter(({ spec }) => !names || names.includes(spec.name));
  return {
    project: control.projectName,
    services: services.map((service) => wireRow(service, control)),
    stopping: stoppingText(state, control.nowMs()),
  };
}

/** Null unless the supervisor is being stopped. */
export function stoppingText(state: State, nowMs: number): string | null {
  return state.shutdown ? (waitingText(state, nowMs) ?? 'everything is stopped') : null;
}

/** Everything that a list of services shows of one. */
export function wireRow(service: Service, control: Control): Row {
  const state = control.state();
  const nowMs = control.nowMs();
  const { spec, phase, live, build } = service;
  const own = spec.kind === 'target' ? null : spec;
  return {
    name: spec.name,
    kind: spec.kind,
    class: spec.class,
    description: spec.description ?? null,
    state: phase.is,
    reason: conditionText(spec.name, state),
    in_state_ms: elapsed(service.sinceMs, nowMs),
    ready: isReady(service, { get: (name) => state.services.get(name) }),
    intent: service.intent,
    pid: pidOf(service) || null,
    run: service.runs,
    uptime_ms: live && !live.leaderGone ? elapsed(live.startedMs, nowMs) : null,
    started_at_ms: live && !live.leaderGone ? Math.round(control.wallMs(live.startedMs)) : null,
    deadline_ms: own && phase.is === 'starting' && phase.step === 'probing' ? startDeadlineMs(own) : null,
    tty: control.isOnTerminal(spec.name),
    restarts: service.restarts,
    max_restarts: own?.lifecycle.maxRestarts ?? null,
    next_try_in_ms: service.nextTryMs === null ? null : elapsed(nowMs, service.nextTryMs),
    gave_up: service.gaveUp,
    port: own?.port ?? null,
    url: own?.url ?? null,
    dir: own?.dir ?? null,
    command: own?.exec ?? null,
    requires: spec.requires,
    after: spec.after,
    wants: spec.wants,
    conflicts: state.graph.conflicts.get(spec.name) ?? [],
    waiting_on: phase.is === 'blocked' ? phase.on.map((blocker) => blockerText(blocker, state)) : [],
    health: own?.health?.type ?? null,
    health_target: own?.health?.target ?? null,
    health_failures: service.probing.failures,
    health_error: phase.is === 'running' ? (phase.unhealthy?.error ?? null) : service.probing.lastError,
    building: build !== null || live?.purpose === 'build',
    build_error: service.buildFailure ? failureText(service.buildFailure) : null,
    last_exit: service.lastExit,
  };
}

/** Whole and never negative: clocks of a state that was restored may be ahead. */
function elapsed(fromMs: number, toMs: number): number {
  return Math.max(Math.round(toMs - fromMs), 0);
}
