import type { Effect } from '../../../src/core/effect.ts';
import { startDeadlineMs } from '../../../src/core/probing.ts';
import { isAlive, type Tree } from '../process-tree.ts';
import type { View } from '../truth.ts';

type Signal = Extract<Effect, { type: 'signal' }>;

/** A signal goes to a run that exists or has existed, and that zdev has seen started. */
export function signalsKnownRuns(view: View, { name, run }: Signal): string | null {
  const tree = view.processes.find(name, run);
  const told = tree?.told;
  // An engine can be told to give up what it is making.
  if (told === 'nothing' && tree?.spec.container) return null;
  if (told === 'spawned' || told === 'exited' || told === 'tree-gone') return null;
  return `a signal to run ${run} of ${name}, which is ${told ?? 'unknown'}`;
}

/** In an ordered stop, dependents are gone before their dependency gets its signal. */
export function dependentsGoFirst(view: View, signal: Signal): string | null {
  const tree = firstEnding(view, signal);
  if (!tree) return null;
  if (view.state.services.get(signal.name)?.live?.cause) return null;
  const living = view.ledger.goFirst(signal.name, signal.run).find(isAlive);
  if (!living) return null;
  return `${signal.name} is stopped while its dependent ${living.spec.name} (run ${living.run}) lives`;
}

/** Who has connected through a front and waits for an answer gets it, before the run is stopped on a request. */
export function answersComeFirst(view: View, signal: Signal): string | null {
  const tree = firstEnding(view, signal);
  if (tree?.told !== 'spawned' || tree.purpose !== 'exec' || view.ledger.shutdown === 'forced') return null;
  // With another front, or without one, all that were connected are cut off.
  const spec = view.specs.get(signal.name);
  if (!tree.spec.front || spec?.kind !== 'service' || spec.front !== tree.spec.front) return null;
  if (view.state.services.get(signal.name)?.live?.cause || view.fronts.isDrained(signal.name, signal.run)) return null;
  return `${signal.name} is stopped, and its connections wait for answers`;
}

/** Keys and a stop command come first; the signal when they have failed, or have had their time. */
export function signalsComeSecond(view: View, { name, run, signal }: Signal): string | null {
  const tree = view.processes.find(name, run);
  if (tree?.told !== 'spawned' || tree.purpose !== 'exec' || tree.signalledMs !== null) return null;
  if (view.event.type === 'kill-requested' || signal === 'SIGHUP' || view.ledger.shutdown === 'forced') return null;
  const service = view.state.services.get(name);
  if (service?.live?.cause || service?.spec.kind === 'target') return null;
  const { stopKeys, stopCommand } = service?.spec.lifecycle ?? {};
  if (stopKeys === undefined && stopCommand === undefined) return null;
  if (tree.commandedMs === null) return `${name} gets a signal before its stop command, or its keys`;
  const waitedMs = view.nowMs - tree.commandedMs;
  const isDue = tree.commandFailed || waitedMs >= view.config.stopTimeoutMs(name);
  return isDue ? null : `${name} gets a signal ${waitedMs} ms after its stop command, or its keys`;
}

/** SIGKILL comes only when the stop signal has had its time, or when waiting makes no sense. */
export function killsWithPatience(view: View, { name, run, signal }: Signal): string | null {
  const tree = view.processes.find(name, run);
  if (signal !== 'SIGKILL' || !tree || view.ledger.shutdown === 'forced') return null;
  if (view.event.type === 'kill-requested') return null;
  const service = view.state.services.get(name);
  if (service?.live?.run === run && service.live.cause?.type === 'start-timeout') return null;
  if (tree.purpose === 'build' && view.ledger.times.changedMs(name) >= tree.bornMs) return null;
  const waitedMs = view.nowMs - (tree.signalledMs ?? view.nowMs);
  return waitedMs >= view.config.stopTimeoutMs(name) ? null : `${name} is killed after ${waitedMs} ms`;
}

/** What serves is left alone, unless there is a reason. */
export function nothingEndsWithoutReason(view: View, signal: Signal): string | null {
  const tree = firstEnding(view, signal);
  if (!tree) return null;
  const { name } = signal;
  if (view.ledger.times.provokedMs(name) >= tree.bornMs || view.state.shutdown) return null;
  const service = view.state.services.get(name);
  const cause = service?.live?.run === signal.run ? service.live.cause : null;
  if (cause?.type === 'start-timeout' && view.nowMs >= tree.bornMs + startDeadlineMs(tree.spec)) return null;
  if (cause?.type === 'unhealthy' && tree.spec.health?.onFailure === 'restart') return null;
  if (tree.spec.lifecycle.onDependencyRestart === 'restart') {
    // What it required at the time may be in no config any more.
    if (view.ledger.times.movedMs(name) >= tree.bornMs) return null;
    for (const other of view.ledger.known.requirementsOf(name)) {
      if (view.ledger.times.movedMs(other) >= tree.bornMs) return null;
      if (view.ledger.times.provokedMs(other) >= tree.bornMs) return null;
      if (view.processes.of(other).some((run) => run.lastReportMs >= tree.bornMs)) return null;
    }
  }
  const builtBeside = view.processes.of(name).some((other) => other.purpose === 'build' && other.run > signal.run);
  return builtBeside ? null : `${signal.signal} to ${name} without a reason`;
}

/** The run, if this is the first signal that ends it, as far as zdev knows. */
function firstEnding(view: View, { name, run, signal }: Signal): Tree | null {
  const tree = view.processes.find(name, run);
  if (!tree || view.event.type === 'kill-requested' || signal === 'SIGHUP') return null;
  const isThere = tree.told === 'spawned' || (tree.told === 'nothing' && tree.spec.container !== undefined);
  return isThere && tree.stoppedMs === null ? tree : null;
}
