import { set } from './draft.ts';
import { type Field, fieldAt, flagOf, leaveOut } from './fields.ts';
import type { ProcessScope } from './process-scope.ts';

/** zdev has no clock: what is scheduled runs when it is asked for, and at the start only if the file says so. */
export function readSchedule(field: Field, at: ProcessScope): void {
  const atStart = fieldAt(field, 'run_on_start');
  leaveOut(field, 'zdev start NAME runs it; a loop with sleep in its command repeats it', at);
  set(at.draft, field, 'oneshot', true);
  if (atStart === null || !flagOf(atStart, at)) set(at.draft, field, 'status', 'stop');
}
