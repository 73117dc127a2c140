import { isDeepStrictEqual } from 'node:util';
import type { Effect } from '../../../src/core/effect.ts';
import { endedOf } from '../../../src/core/service.ts';
import { isAlive } from '../process-tree.ts';
import { isOverForGood, isReallyReady, livingConflicts, type View } from '../truth.ts';
import { asWritten } from './config.ts';

type Spawn = Extract<Effect, { type: 'spawn' }>;

const NO_EDGES = { requires: [], after: [], wants: [], conflicts: [] };

/** Two runs of a service never overlap; only a build may work beside a run that serves. */
export function runsNeverOverlap(view: View, { name, purpose }: Spawn): string | null {
  const living = view.processes.of(name).filter(isAlive);
  const other = living.find((tree) => purpose === 'exec' || tree.purpose === 'build' || tree.told !== 'spawned');
  return other ? `${purpose} of ${name} is started while its ${other.purpose} (run ${other.run}) lives` : null;
}

/** Nothing starts before all that it requires is ready. */
export function requirementsAreReady(view: View, { name, run, purpose }: Spawn): string | null {
  if (purpose === 'build' && view.state.services.get(name)?.build?.run === run) return null;
  const missing = view.specs.get(name)?.requires.find((other) => !isReallyReady(view, other));
  return missing === undefined ? null : `${name} is started, and ${missing} is not ready`;
}

/** What waits for an end starts when that has come, and no other run follows by itself. */
export function whatIsAwaitedHasEnded(view: View, { name, run, purpose }: Spawn): string | null {
  if (purpose === 'build' && view.state.services.get(name)?.build?.run === run) return null;
  const other = endedOf(view.specs.get(name) ?? NO_EDGES).find((awaited) => !isOverForGood(view, awaited));
  return other === undefined ? null : `${name} is started, and ${other} has not ended`;
}

/** Services that conflict are never active together. */
export function conflictsKeepApart(view: View, { name, run }: Spawn): string | null {
  // What ran when the config came to say so goes on, and a build beside it starts nothing new.
  if (view.state.services.get(name)?.build?.run === run) return null;
  const [other] = livingConflicts(view, name);
  return other === undefined ? null : `${name} is started while ${other} lives, and they conflict`;
}

/** A stop outranks every restart: nothing is started that the user does not want. */
export function startedIsWanted(view: View, { name }: Spawn): string | null {
  if (view.ledger.shutdown !== 'no') return `${name} is started after a shutdown`;
  return view.ledger.isUp(name) ? null : `${name} is started, and the user wants it down`;
}

/** What runs is never older than its sources: after a change, a build passes first. */
export function builtFromTheLatest(view: View, { name, purpose }: Spawn): string | null {
  const spec = view.specs.get(name);
  if (purpose !== 'exec' || spec?.kind === 'target' || spec?.build === undefined) return null;
  const changedMs = view.ledger.times.changedMs(name);
  const built = view.processes
    .of(name)
    .some((tree) => tree.purpose === 'build' && tree.exit?.code === 0 && tree.bornMs >= changedMs);
  return built ? null : `${name} is started from sources older than those of ${changedMs}`;
}

/** Every process gets a number of its own, counted up. */
export function runsAreNumbered(view: View, { name, run }: Spawn): string | null {
  const last = view.ledger.lastRun(name);
  return run === last + 1 ? null : `run ${run} of ${name} follows run ${last}`;
}

/** What is started is what the config says now. */
export function startsAreUpToDate(view: View, { name }: Spawn): string | null {
  const spec = view.state.services.get(name)?.spec;
  const now = view.specs.get(name);
  if (!spec || !now) return `${name} is started, and the config does not have it`;
  return isDeepStrictEqual(asWritten(spec), now) ? null : `${name} is started from an old config`;
}
