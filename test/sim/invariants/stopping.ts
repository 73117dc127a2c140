import type { Effect } from '../../../src/core/effect.ts';
import type { View } from '../truth.ts';
import * as signalling from './signalling.ts';

type StopCommand = Extract<Effect, { type: 'run-stop-command' }>;

/** A stop command is run for a run that lives, as far as zdev knows, and before any signal; and once. */
export function stopCommandComesFirst(view: View, { name, run }: StopCommand): string | null {
  const tree = view.processes.find(name, run);
  if (tree?.told !== 'spawned' || tree.purpose !== 'exec') return `${name} has no run ${run} to stop by its command`;
  if (tree.commandedMs !== null) return `run ${run} of ${name} is stopped by its command once more`;
  if (view.ledger.shutdown === 'forced') return `${name} is stopped by its command, and nobody waits for it`;
  return tree.stoppedMs === null ? null : `${name} has got a signal before its stop command`;
}

/** Whatever holds of the first signal that ends a run holds of its stop command. */
export function stopCommandHasItsReason(view: View, { name, run }: StopCommand): string | null {
  const signal = { type: 'signal', name, run, signal: 'SIGTERM' } as const;
  return (
    signalling.answersComeFirst(view, signal) ??
    signalling.dependentsGoFirst(view, signal) ??
    signalling.nothingEndsWithoutReason(view, signal)
  );
}
