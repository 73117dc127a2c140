import type { Effect } from '../../src/core/effect.ts';
import type { Service } from '../../src/core/state.ts';
import * as rest from './invariants/rest.ts';
import * as signalling from './invariants/signalling.ts';
import * as spawning from './invariants/spawning.ts';
import * as stateful from './invariants/state.ts';
import type { Tree } from './processes.ts';
import type { View } from './truth.ts';

/** What must not happen, and did. */
export class Violation extends Error {
  readonly invariant: string;

  constructor(invariant: string, message: string) {
    super(`${invariant}: ${message}`);
    this.invariant = invariant;
  }
}

const onSpawn = Object.values(spawning);
const onSignal = Object.values(signalling);
const always = Object.values(stateful);
const atRest = Object.values(rest);

/** Before an effect is carried out. */
export function checkEffect(view: View, effect: Effect): void {
  if (effect.type === 'spawn') for (const holds of onSpawn) enforce(holds.name, holds(view, effect));
  if (effect.type === 'signal') for (const holds of onSignal) enforce(holds.name, holds(view, effect));
}

/** After every step, when its effects have been carried out. */
export function checkState(view: View): void {
  for (const service of view.state.services.values()) {
    for (const holds of always) enforce(holds.name, holds(view, service));
  }
}

/** When nothing goes wrong any more and nothing is on its way. */
export function checkRest(view: View): void {
  for (const service of view.state.services.values()) {
    for (const holds of atRest) enforce(holds.name, holds(view, service));
  }
}

/** Whether nothing will happen any more but health checks. */
export function isAtRest(view: View): boolean {
  for (const tree of view.processes.all()) if (isUntold(tree)) return false;
  for (const service of view.state.services.values()) if (isMoving(view, service)) return false;
  return true;
}

function isMoving(view: View, { phase, live, build, nextTryMs, spec, diagnosis, intent }: Service): boolean {
  if (phase.is === 'starting' || phase.is === 'stopping' || nextTryMs !== null || build || live?.leaderGone)
    return true;
  // What it lacks is on its way.
  if (phase.is === 'failed' && intent === 'up' && diagnosis?.cannotStart) return true;
  if (phase.is === 'running') return phase.unhealthy !== null || (spec.kind === 'oneshot' && live !== null);
  return phase.is === 'blocked' && view.timers.armed(spec.name, 'port') !== null;
}

/** Whether a report of it is on its way. */
function isUntold(tree: Tree): boolean {
  return tree.leader ? tree.told === 'nothing' : tree.told !== 'cleared' && tree.told !== 'spawn-failed';
}

function enforce(invariant: string, complaint: string | null): void {
  if (complaint !== null) throw new Violation(invariant, complaint);
}
