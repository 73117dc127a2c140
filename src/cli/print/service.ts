import { durationText } from '../../core/explain.ts';
import type { Row } from '../../rpc/results.ts';
import type { Style } from './paint.ts';
import { printable } from './text.ts';

/** The state of a service with its reason, and what comes next. */
export function stateText(row: Row): string {
  const more = [
    row.next_try_in_ms === null ? [] : [`next try in ${durationText(row.next_try_in_ms)}`],
    row.gave_up && row.restarts > 0 ? [`gave up after ${row.restarts} restarts`] : [],
    row.build_error === null ? [] : [`serving the last build: ${row.build_error}`],
    row.building && row.state === 'running' ? ['building'] : [],
  ].flat();
  return printable([row.reason, ...more].join(', '));
}

/** In which colour a state is shown. */
export function stateStyle(row: Row): Style | undefined {
  switch (row.state) {
    case 'running':
      return row.health_error === null && row.build_error === null ? 'green' : 'yellow';
    case 'failed':
      return 'red';
    case 'blocked':
    case 'starting':
    case 'stopping':
      return 'yellow';
    case 'exited':
    case 'inactive':
      return 'dim';
  }
}
