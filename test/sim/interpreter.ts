import type { Effect } from '../../src/core/effect.ts';
import type { Succession } from './succession.ts';
import type { View } from './truth.ts';
import { Violation } from './violation.ts';

type EffectOf<T extends Effect['type']> = Extract<Effect, { type: T }>;

/** Carries out an effect of the step that led to `view`, and notes what it makes of a run. */
export function carryOut(view: View, succession: Succession, effect: Exclude<Effect, { type: 'finish' }>): void {
  const { processes, probes, timers, fronts, ledger } = view;
  switch (effect.type) {
    case 'spawn':
      ledger.noteSpawn(effect.name, effect.run);
      return spawn(view, effect);
    case 'adopt':
      succession.adopt(effect, view.event);
      return noteReadiness(view);
    case 'signal':
      noteSignal(view, effect);
      return processes.signal(effect.name, effect.run, effect.signal);
    case 'probe': {
      const { health } = processSpec(view, effect.name);
      if (!health) throw new Violation('probesHealth', `a probe of ${effect.name}, which has no health check`);
      return probes.probe(effect, health);
    }
    case 'cancel-probe':
      return probes.cancelProbe(effect.name);
    case 'drain':
      return fronts.drain(effect.name, effect.run);
    case 'run-stop-command':
      noteEnding(view, effect.name, effect.run);
      return processes.stop(effect.name, effect.run);
    case 'diagnose':
      return probes.diagnose(effect);
    case 'await-mending':
      return probes.awaitMending(effect.name, effect.run);
    case 'cancel-mending':
      return probes.cancelMending(effect.name);
    case 'check-port':
      return probes.checkPort(effect);
    case 'arm':
      return timers.arm(effect);
    case 'disarm':
      return timers.disarm(effect.name, effect.timer);
    default:
      return effect satisfies never;
  }
}

/** Without a health check, zdev knows by the time alone, and says when; `readyHasLived` and timers hold it to its limits. */
export function noteReadiness({ state, processes }: View): void {
  for (const { spec, phase, live } of state.services.values()) {
    if (spec.kind !== 'service' || spec.health || !live || phase.is !== 'running' || !phase.ready) continue;
    const tree = processes.find(spec.name, live.run);
    if (tree && !tree.spec.health) tree.passed = true;
  }
}

function spawn(view: View, { name, run, purpose }: EffectOf<'spawn'>): void {
  const spec = processSpec(view, name);
  const env = view.config.envOf(spec);
  view.processes.spawn(spec, run, purpose, env === spec.env ? null : env);
}

function noteSignal(view: View, { name, run, signal }: EffectOf<'signal'>): void {
  const tree = view.processes.find(name, run);
  const isKillRequest = view.event.type === 'kill-requested';
  if (!tree || isKillRequest) return;
  if (signal === 'SIGKILL') tree.killed = true;
  if (signal === 'SIGHUP') return;
  tree.signalledMs ??= view.nowMs;
  noteEnding(view, name, run);
}

function noteEnding(view: View, name: string, run: number): void {
  const tree = view.processes.find(name, run);
  if (!tree || tree.stoppedMs !== null) return;
  tree.stoppedMs = view.nowMs;
  // What zdev ends unasked has failed; what it ends on a request has not.
  const isThere = tree.told === 'spawned' || (tree.told === 'nothing' && tree.spec.container !== undefined);
  tree.interrupted = isThere && !view.state.services.get(name)?.live?.cause;
}

function processSpec({ state }: View, name: string) {
  const spec = state.services.get(name)?.spec;
  if (!spec || spec.kind === 'target') throw new Violation('targetsHaveNoProcess', `${name} has no process`);
  return spec;
}
