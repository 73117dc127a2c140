import { set } from './draft.ts';
import { durationOf, type Field, fieldAt, flagOf, leaveOut } from './fields.ts';
import type { ProcessScope } from './process-scope.ts';

/**
 * `interval` becomes a loop. zdev has no `cron`: such a process runs on request, and at the start only if the file says
 * so.
 */
export function readSchedule(field: Field, at: ProcessScope): void {
  const [interval, cron, start] = ['interval', 'cron', 'run_on_start'].map((key) => fieldAt(field, key));
  const atStart = start != null && flagOf(start, at) === true;
  const everyMs = interval == null ? null : durationOf(interval, at);
  if (everyMs !== null && everyMs > 0 && cron == null) {
    at.command.every = { seconds: everyMs / 1000, atStart };
    return;
  }
  leaveOut(cron == null ? field : cron, 'zdev start NAME runs it; "interval" repeats it', at);
  set(at.draft, field, 'oneshot', true);
  if (!atStart) set(at.draft, field, 'status', 'stop');
}
