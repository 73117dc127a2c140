import { exitOutcome } from '../../core/exit-on.ts';
import type { State } from '../../core/state.ts';

/**
 * What `zdev up` ends with: the status of the service that ended everything; 128 and the number of the signal that ended
 * it, as shells have it.
 */
export async function exitStatus(state: State): Promise<number> {
  const outcome = exitOutcome(state);
  if ('code' in outcome) return outcome.code;
  const { constants } = await import('node:os');
  return 128 + constants.signals[outcome.signal as NodeJS.Signals];
}
