import type { Effect } from '../../src/core/effect.ts';
import type { Service } from '../../src/core/state.ts';
import * as arming from './invariants/arming.ts';
import { configIsTaken } from './invariants/config.ts';
import * as rest from './invariants/rest.ts';
import * as restoring from './invariants/restoring.ts';
import * as signalling from './invariants/signalling.ts';
import * as spawning from './invariants/spawning.ts';
import * as stateful from './invariants/state.ts';
import * as stopping from './invariants/stopping.ts';
import { isOver, type Tree } from './process-tree.ts';
import { isReallyReady, isShutOut, type View } from './truth.ts';
import { Violation } from './violation.ts';

export { Violation };

const onSpawn = Object.values(spawning);
const onSignal = Object.values(signalling);
const onStopCommand = Object.values(stopping);
const onArm = Object.values(arming);
const onRestored = Object.values(restoring);
const always = Object.values(stateful);
const atRest = Object.values(rest);

/** Before an effect is carried out. */
export function checkEffect(view: View, effect: Effect): void {
  if (effect.type === 'spawn') for (const holds of onSpawn) enforce(holds, holds(view, effect));
  if (effect.type === 'arm') for (const holds of onArm) enforce(holds, holds(view, effect));
  if (effect.type === 'signal') for (const holds of onSignal) enforce(holds, holds(view, effect));
  if (effect.type === 'spawn' || effect.type === 'signal' || effect.type === 'drain')
    enforce(othersAreLeftAlone, othersAreLeftAlone(view, effect.name));
  if (effect.type === 'run-stop-command') for (const holds of onStopCommand) enforce(holds, holds(view, effect));
}

/** After every step, when its effects have been carried out. */
export function checkState(view: View): void {
  for (const service of view.state.services.values()) {
    for (const holds of always) enforce(holds, holds(view, service));
  }
  enforce(nothingIsForgotten, nothingIsForgotten(view));
  if (view.event.type !== 'restored') return;
  for (const was of view.event.services) for (const holds of onRestored) enforce(holds, holds(view, was));
}

/** A service of another project is neither started nor stopped. */
function othersAreLeftAlone(view: View, name: string): string | null {
  return view.ledger.isExternal(name) ? `${name} is of another project, and something is done to it` : null;
}

/** What zdev has not been told the end of is known to it, also when the config no longer has it. */
function nothingIsForgotten(view: View): string | null {
  for (const tree of view.processes.all()) {
    if (!isOver(tree) && !view.state.services.has(tree.spec.name))
      return `run ${tree.run} of ${tree.spec.name} lives on`;
  }
  return null;
}

/** When nothing goes wrong any more and nothing is on its way. */
export function checkRest(view: View): void {
  for (const service of view.state.services.values()) {
    for (const holds of atRest) enforce(holds, holds(view, service));
  }
  enforce(configIsTaken, configIsTaken(view));
}

/** When everything was started, too: only a conflict may be in the way. */
export function checkEverythingUp(view: View): void {
  checkRest(view);
  for (const name of view.specs.keys()) {
    // Who waits for it may have gone to sleep.
    if (view.ledger.isExternal(name) && !view.ledger.isUp(name)) continue;
    if (!isReallyReady(view, name) && !isShutOut(view, name))
      throw new Violation('everythingComesUp', `${name} is down`);
  }
}

/** Whether nothing will happen any more but health checks. */
export function isAtRest(view: View): boolean {
  if (!view.fronts.isTold || !view.neighbours.isTold) return false;
  for (const tree of view.processes.all()) if (isUntold(tree)) return false;
  for (const service of view.state.services.values()) if (isMoving(view, service)) return false;
  return true;
}

function isMoving(view: View, { phase, live, build, nextTryMs, spec, diagnosis, intent }: Service): boolean {
  if (phase.is === 'starting' || phase.is === 'stopping' || nextTryMs !== null || build || live?.leaderExited)
    return true;
  // What it lacks is on its way.
  if (phase.is === 'failed' && intent === 'up' && diagnosis?.cannotStart) return true;
  if (phase.is === 'running') return phase.unhealthy !== null || (live !== null && !phase.ready);
  return phase.is === 'blocked' && view.timers.armed(spec.name, 'port') !== null;
}

/** Whether a report of it is on its way. */
function isUntold(tree: Tree): boolean {
  return tree.leader ? tree.told === 'nothing' || tree.dying : !isOver(tree);
}

/** The name of a function takes time to read: only where something is wrong. */
function enforce(invariant: { readonly name: string }, complaint: string | null): void {
  if (complaint !== null) throw new Violation(invariant.name, complaint);
}
