import type { Event } from '../../src/core/event.ts';
import { endedOf, type ProcessSpec, type ServiceSpec } from '../../src/core/service.ts';
import type { Service, State } from '../../src/core/state.ts';
import type { Config } from './config.ts';
import type { Fronts } from './fronts.ts';
import type { Ledger } from './ledger.ts';
import type { Neighbours } from './neighbours.ts';
import type { Probes } from './probes.ts';
import { isOver, type Tree } from './process-tree.ts';
import type { Processes } from './processes.ts';
import type { Timers } from './timers.ts';

/** What the invariants look at. `state` is after the step, `event` what caused it. */
export interface View {
  readonly nowMs: number;
  readonly specs: ReadonlyMap<string, ServiceSpec>;
  readonly config: Config;
  readonly processes: Processes;
  readonly timers: Timers;
  readonly probes: Probes;
  readonly fronts: Fronts;
  readonly neighbours: Neighbours;
  readonly ledger: Ledger;
  readonly state: State;
  readonly event: Event;
}

/** Whether a `requires` on this service is met, judged by the processes and not by the supervisor's state. */
export function isReallyReady(view: View, name: string): boolean {
  const spec = view.specs.get(name);
  const tree = lastExec(view, name);
  switch (spec?.kind) {
    case undefined:
      return false;
    case 'target':
      return view.ledger.isUp(name) && view.processes.of(name).every(isOver) && !isHeldBack(view, spec);
    case 'service':
      // Its front takes connections, and the first one wakes it.
      if (view.ledger.isAsleep(name)) return true;
      if (tree?.told !== 'spawned' || tree.stoppedMs !== null || isAboutToStop(view, name)) return false;
      return tree.passed;
    case 'oneshot': {
      if (view.processes.of(name).at(-1) !== tree || !tree || !hasEnded(tree)) return false;
      if (tree.interrupted || tree.forgotten || isAboutToStop(view, name)) return false;
      if (!succeeded(tree) || !view.ledger.isUp(name) || view.ledger.isToRunAnew(tree)) return false;
      return spec.requires.every((other) => isReallyReady(view, other));
    }
  }
}

/** Whether anything but its port holds a start back. */
export function isHeldBack(view: View, spec: ServiceSpec): boolean {
  const { name, requires, after } = spec;
  if (view.ledger.isExternal(name)) return !view.ledger.elsewhere.isReady(name);
  if (requires.some((other) => !isReallyReady(view, other))) return true;
  if (endedOf(spec).some((other) => !isOverForGood(view, other))) return true;
  if (livingConflicts(view, name).length > 0) return true;
  return after.some((other) => view.ledger.isUp(other) && !requires.includes(other) && !hasStarted(view, other));
}

/** Whether an `ended` on this service is met: it has run, nothing of it is left but strays, and no other run follows by itself. */
export function isOverForGood(view: View, name: string): boolean {
  const runs = view.processes.of(name);
  const phase = view.state.services.get(name)?.phase.is;
  if (view.timers.armed(name, 'restart') !== null || !runs.every((tree) => hasEnded(tree) || isOver(tree)))
    return false;
  if (isBuiltBeside(view, name)) return false;
  return view.ledger.lastRun(name) > 0 && (phase === 'exited' || phase === 'failed');
}

/**
 * A build beside what has ended meanwhile is the first part of the next start, unless it is known to have failed, and is not
 * followed by another. One that failed beside what was left of the run counts until nothing of it is left itself.
 */
function isBuiltBeside(view: View, name: string): boolean {
  const runs = view.processes.of(name);
  const last = runs.at(-1);
  if (last?.purpose !== 'build' || isOver(last)) return false;
  const beside = runs.findLast(({ purpose, exitToldMs }) => purpose === 'exec' && (exitToldMs ?? 0) > last.bornMs);
  if (!beside) return false;
  const failed = hasEnded(last) && !succeeded(last) && !view.ledger.isToRunAnew(last);
  return !failed || (beside.goneToldMs ?? Number.POSITIVE_INFINITY) > (last.exitToldMs ?? 0);
}

/** A target has been started once it was up. */
export function hasStarted(view: View, name: string): boolean {
  if (view.ledger.hasStarted(name)) return true;
  return view.specs.get(name)?.kind === 'target' && isReallyReady(view, name);
}

/** It is to end when its turn comes. */
function isAboutToStop(view: View, name: string): boolean {
  return view.state.services.get(name)?.phase.is === 'stopping';
}

/** Conflicts, in both directions, of which something lives as far as zdev has been told. */
export function livingConflicts(view: View, name: string): string[] {
  return (view.ledger.graph.conflicts.get(name) ?? []).filter((other) => {
    if (view.specs.get(other)?.kind === 'target' && view.processes.of(other).every(isOver))
      return view.state.services.get(other)?.phase.is === 'running';
    return !view.processes.of(other).every(isOver);
  });
}

/** The newest run of `exec`. */
export function lastExec(view: View, name: string): Tree | undefined {
  return view.processes.of(name).findLast((tree) => tree.purpose === 'exec');
}

function hasEnded(tree: Tree): boolean {
  return tree.told === 'exited' || tree.told === 'tree-gone';
}

/** Whether a conflict keeps it from starting, by way of what it waits for or directly. */
export function isShutOut(view: View, name: string, seen: ReadonlySet<string> = new Set()): boolean {
  const spec = view.specs.get(name);
  if (!spec || seen.has(name)) return false;
  if (livingConflicts(view, name).length > 0) return true;
  // What it waits for may run for ever.
  if (endedOf(spec).some((other) => !isOverForGood(view, other))) return true;
  const missing = [
    ...spec.requires.filter((other) => !isReallyReady(view, other)),
    ...spec.after.filter((other) => !hasStarted(view, other)),
  ];
  return missing.some((other) => isShutOut(view, other, new Set([...seen, name])));
}

/** How many of the last runs ended by themselves, soon, and after one another. */
function failuresInARow(view: View, spec: ProcessSpec): number {
  const since = view.ledger.times.askedMs(spec.name);
  let count = 0;
  for (const tree of view.processes.of(spec.name).toReversed()) {
    if (tree.bornMs < since && (tree.exitToldMs ?? 0) <= since) break;
    if (tree.purpose === 'build' || !isEndedByItself(tree)) continue;
    if ((tree.exitToldMs ?? tree.knownBornMs) - tree.knownBornMs >= spec.lifecycle.stabilityPeriodMs) break;
    count++;
  }
  return count;
}

/** Whether its exit is one that counts as success. */
export function succeeded({ exit, spec, purpose }: Tree): boolean {
  if (exit?.code === 0) return true;
  const others = purpose === 'exec' ? spec.lifecycle.successExitCodes : undefined;
  return exit != null && exit.code !== null && others?.includes(exit.code) === true;
}

function isEndedByItself(tree: Tree): boolean {
  return (tree.told === 'spawn-failed' || hasEnded(tree)) && !tree.interrupted;
}

/** Whether the policy allows that it stays down. */
export function mayStayDown(view: View, { spec, phase }: Service): boolean {
  if (spec.kind === 'target') return false;
  const { restart, maxRestarts } = spec.lifecycle;
  if (restart === 'never' || (view.state.exitOn === 'any' && spec.canDie !== true)) return true;
  if (maxRestarts > 0 && failuresInARow(view, spec) >= maxRestarts) return true;
  if (phase.is === 'exited') return spec.kind === 'oneshot' || restart !== 'always';
  return view.processes.of(spec.name).at(-1)?.purpose === 'build';
}
