import { isHeldBack, isReady } from '../readiness.ts';
import type { Service, State } from '../state.ts';
import { causesIn } from './cause.ts';
import { problemsOf } from './problems.ts';

/** Who waited for whom: by what they waited for, the names of those that did. */
export type Waited = ReadonlyMap<string, readonly string[]>;

/** Whether a service was started since zdev began, or was to be. */
export function wasWanted({ spec, started, intent }: Service): boolean {
  return spec.kind !== 'target' && (started || intent === 'up');
}

/** Whether its last run ended badly. */
export function wentWrong({ phase }: Service): boolean {
  return phase.is === 'failed' || (phase.is === 'exited' && (phase.code ?? 0) !== 0);
}

/** Who is held back, and by what: to be asked before everything is stopped, which ends all waits. */
export function waitedIn(state: State, nowMs: number): Waited {
  const problems = problemsOf(state.services.keys(), causesIn(state, nowMs));
  const isHeld = (name: string) => {
    const service = state.services.get(name);
    return service !== undefined && isHeldBack(service);
  };
  return new Map(problems.map(({ cause, waiting }) => [cause.name, waiting.filter(isHeld)]));
}

/** Who was never started, by what it required and that is not ready now that all is over: the last in the chain. */
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
