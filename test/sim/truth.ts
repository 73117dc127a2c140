import type { Event } from '../../src/core/event.ts';
import type { ServiceSpec } from '../../src/core/service.ts';
import type { State } from '../../src/core/state.ts';
import type { Ledger } from './ledger.ts';
import { isAlive, type Processes, type Tree } from './processes.ts';
import type { Timers } from './timers.ts';

/** What the invariants look at. `state` is after the step, `event` what caused it. */
export interface View {
  readonly nowMs: number;
  readonly specs: ReadonlyMap<string, ServiceSpec>;
  readonly processes: Processes;
  readonly timers: Timers;
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
      return view.ledger.isUp(name) && !isHeldBack(view, spec);
    case 'service':
      return tree?.told === 'spawned' && tree.stoppedMs === null && (!spec.health || tree.passed);
    case 'oneshot': {
      if (view.processes.of(name).at(-1) !== tree || !tree || !hasEnded(tree) || tree.interrupted) return false;
      if (tree.exit?.code !== 0 || !view.ledger.isUp(name) || view.ledger.askedMs(name) > tree.bornMs) return false;
      return spec.requires.every((other) => isReallyReady(view, other));
    }
  }
}

/** Whether anything but its port holds a start back. */
export function isHeldBack(view: View, { name, requires, after }: ServiceSpec): boolean {
  if (requires.some((other) => !isReallyReady(view, other))) return true;
  if (livingConflicts(view, name).length > 0) return true;
  return after.some((other) => view.ledger.isUp(other) && !requires.includes(other) && !hasStarted(view, other));
}

function hasStarted(view: View, name: string): boolean {
  if (view.specs.get(name)?.kind !== 'target') return view.processes.of(name).length > 0;
  return view.state.services.get(name)?.started === true;
}

/** Conflicts, in both directions, of which something lives. */
export function livingConflicts(view: View, name: string): string[] {
  return (view.ledger.graph.conflicts.get(name) ?? []).filter((other) => {
    if (view.specs.get(other)?.kind === 'target') return view.state.services.get(other)?.phase.is === 'running';
    return view.processes.of(other).some(isAlive);
  });
}

/** The newest run of `exec`. */
export function lastExec(view: View, name: string): Tree | undefined {
  return view.processes.of(name).findLast((tree) => tree.purpose === 'exec');
}

function hasEnded(tree: Tree): boolean {
  return tree.told === 'exited' || tree.told === 'cleared';
}
