import { exitOutcome } from '../../core/exit-on.ts';
import type { State } from '../../core/state.ts';

/**
 * The exit status of `zdev up`: that of the service that ended everything, or, as in shells, 128 plus the number of the
 * signal that ended it.
 */
export async function exitStatus(state: State): Promise<number> {
  const outcome = exitOutcome(state);
  if ('code' in outcome) return outcome.code;
  const { constants } = await import('node:os');
  return 128 + constants.signals[outcome.signal as NodeJS.Signals];
}
