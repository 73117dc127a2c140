import type { RestoredService } from '../../../src/core/restored.ts';
import type { View } from '../truth.ts';

/** What can be adopted is, and only that. */
export function runsAreAdopted(view: View, { name, live }: RestoredService): string | null {
  const run = view.state.services.get(name)?.live ?? null;
  if (live) return run?.run === live.run ? null : `run ${live.run} of ${name} is not adopted`;
  return run?.pid == null ? null : `run ${run.run} of ${name} comes from nowhere`;
}

/** What had ended stays so, unless its config has changed or this `up` ends with its services. */
export function theEndedRest(view: View, { name, ended, live, changed }: RestoredService): string | null {
  const service = view.state.services.get(name);
  if (!ended || live || !service || service.spec.kind === 'target' || view.state.shutdown) return null;
  const { phase } = service;
  if (changed && !view.ledger.isUp(name))
    return phase.is === 'inactive' ? null : `${name} is another now, and ${phase.is}`;
  const isDone = service.spec.kind === 'oneshot' && ended.is === 'exited' && ended.code === 0;
  // What lacked something to start may have it by now: that is tried.
  const isFailed = ended.is === 'failed' && service.spec.lifecycle.restart !== 'never';
  if (isFailed && phase.is !== ended.is) return null;
  const tries = view.ledger.isUp(name) && (changed || (view.state.exitOn !== 'never' && !isDone));
  if (tries) return phase.is === ended.is ? `${name} had ended, and is not tried again` : null;
  return phase.is === ended.is ? null : `${name} had ended, and is ${phase.is}`;
}

/** A restart that was due comes. */
export function dueRestartsCome(view: View, { name, ended, live, nextTryMs }: RestoredService): string | null {
  const service = view.state.services.get(name);
  if (nextTryMs === null || !ended || live || service?.phase.is !== ended.is || !view.ledger.isUp(name)) return null;
  return view.timers.armed(name, 'restart') ? null : `the restart of ${name} is forgotten`;
}
