import { isHeldBack, isReady } from '../readiness.ts';
import type { Service, State } from '../state.ts';
import { causesIn } from './cause.ts';
import { problemsOf } from './problems.ts';

/** For each thing that was waited for, the names of the services that waited for it. */
export type Waited = ReadonlyMap<string, readonly string[]>;

/** Whether a service was started, or was meant to be started, since zdev began. */
export function wasWanted({ spec, started, intent }: Service): boolean {
  return spec.kind !== 'target' && (started || intent === 'up');
}

/** Whether its last run ended badly. */
export function wentWrong({ phase }: Service): boolean {
  return phase.is === 'failed' || (phase.is === 'exited' && (phase.code ?? 0) !== 0);
}

/** What blocks which services. Call this before everything is stopped, because a stop ends all waits. */
export function waitedIn(state: State, nowMs: number): Waited {
  const problems = problemsOf(state.services.keys(), causesIn(state, nowMs));
  const isHeld = (name: string) => {
    const service = state.services.get(name);
    return service !== undefined && isHeldBack(service);
  };
  return new Map(problems.map(({ cause, waiting }) => [cause.name, waiting.filter(isHeld)]));
}

/**
 * The services that were never started, grouped by the last unready requirement in their chain, now that everything has
 * ended.
 */
export function neverStarted({ services }: State): Waited {
  const ready = { get: (name: string) => services.get(name) };
  const isOpen = (name: string) => {
    const service = services.get(name);
    return service !== undefined && !isReady(service, ready);
  };
  const held = new Map<string, string[]>();
  for (const { spec, intent, phase, runs } of services.values()) {
    if (spec.kind === 'target' || intent !== 'up' || phase.is !== 'inactive' || runs > 0) continue;
    let root: string | undefined;
    const seen = new Set<string>();
    for (let at = spec.requires.find(isOpen); at !== undefined && !seen.has(at); ) {
      root = at;
      seen.add(at);
      at = services.get(at)?.spec.requires.find(isOpen);
    }
    if (root !== undefined) held.set(root, [...(held.get(root) ?? []), spec.name]);
  }
  return held;
}
