import { aliveIn, causeOf, causesIn } from '../../core/causes/cause.ts';
import type { Lookup } from '../../core/causes/chain.ts';
import { startDeadlineMs } from '../../core/probing.ts';
import { commandText, endedOf, publicPortOf } from '../../core/service.ts';
import type { Service, State } from '../../core/state.ts';
import { conditionText } from '../../present/condition.ts';
import { failureText } from '../../present/failure.ts';
import { probeText } from '../../present/probe.ts';
import { stillAliveText } from '../../present/stopping.ts';
import { blockerText } from '../../present/waiting.ts';
import type { Control } from '../control.ts';
import type { Row, Snapshot } from '../results.ts';
import type { Infer } from '../shape.ts';
import { wireCause } from './cause.ts';
import { wireMistakes } from './mistakes.ts';

/** All services, or the named ones, as a list shows them. */
export function wireSnapshot(control: Control, names?: readonly string[]): Infer<typeof Snapshot> {
  const state = control.state();
  const wanted = names ? [...new Set(names)].flatMap((name) => state.services.get(name) ?? []) : null;
  return {
    project: control.projectName,
    services: wireRows(wanted ? inOrder(wanted, state) : [...state.services.values()], control),
    stopping: stoppingText(state, control.nowMs()),
    changed_files: control.changedFiles(),
    mistakes: wireMistakes(control),
  };
}

/** Null unless the supervisor is being stopped. */
export function stoppingText(state: State, nowMs: number): string | null {
  if (!state.shutdown) return null;
  return stillAliveText(aliveIn(state, nowMs)) ?? 'everything is stopped';
}

/** Everything that a list of services shows. */
export function wireRows(services: readonly Service[], control: Control): Row[] {
  const lookup = causesIn(control.state(), control.nowMs());
  return services.map((service) => wireRow(service, lookup, control));
}

function wireRow(service: Service, lookup: Lookup, control: Control): Row {
  const { spec, phase, live } = service;
  const own = spec.kind === 'target' ? null : spec;
  const cause = lookup(spec.name) ?? causeOf(service, control.state(), control.nowMs());
  // Not spread: V8 takes 60 µs to add so many fields to the copy of an object, and 1 µs to copy a literal into it.
  return Object.assign(wireCause(cause), {
    class: spec.class,
    description: spec.description ?? null,
    reason: conditionText(cause),
    started_at_ms: live && !live.leaderExited ? Math.round(control.wallMs(live.startedMs)) : null,
    deadline_ms: own && phase.is === 'starting' && phase.step === 'probing' ? startDeadlineMs(own) : null,
    at_start: spec.status === 'start',
    tty: control.isOnTerminal(spec.name),
    max_restarts: own?.lifecycle.maxRestarts ?? null,
    port: publicPortOf(spec) ?? null,
    ...(own?.ports ? { ports: Object.entries(own.ports).map(([name, port]) => ({ name, port })) } : {}),
    url: own?.url ?? null,
    edge_url: control.addresses().get(spec.name) ?? null,
    dir: own?.dir ?? null,
    command: own ? commandText(own) : null,
    requires: spec.requires,
    after: spec.after,
    ended: endedOf(spec),
    wants: spec.wants,
    conflicts: control.state().graph.conflicts.get(spec.name) ?? [],
    ...(spec.kind === 'target' && spec.external ? { external: spec.external } : {}),
    waiting_on: phase.is === 'blocked' ? phase.on.map((blocker) => blockerText(blocker, lookup)) : [],
    health: own?.health?.type ?? null,
    health_target: own?.health?.target ?? null,
    health_error: cause.probe && (cause.state !== 'running' || cause.unhealthy) ? probeText(cause.probe.error) : null,
    build_error: cause.buildFailure ? failureText(cause.buildFailure) : null,
  });
}

/** In the order of the config. */
function inOrder(services: readonly Service[], state: State): readonly Service[] {
  const chosen = new Set(services);
  return [...state.services.values()].filter((service) => chosen.has(service));
}
