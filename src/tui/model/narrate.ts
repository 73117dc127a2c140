import type { Row } from '../../rpc/results.ts';
import { lookOf } from './look.ts';

/** What is worth saying in the log of a service when it has changed; null for nothing. */
export function narrateRow(row: Row, before: Row | undefined): string | null {
  if (!before) return null;
  if (row.build_error !== null && row.build_error !== before.build_error && row.state === 'running') {
    return `${row.build_error}; the old run keeps serving`;
  }
  const look = lookOf(row);
  if (look === lookOf(before) && row.run === before.run) return null;
  switch (look) {
    case 'ready':
      if (lookOf(before) === 'unhealthy') return 'healthy again';
      if (row.kind === 'target' || row.uptime_ms === null) return 'ready';
      return `ready after ${secondsText(row.uptime_ms)}`;
    case 'unhealthy':
      return `unhealthy: ${row.health_error}`;
    case 'starting':
      return row.building ? 'building' : null;
    case 'waiting':
      // That its own port is looked at before a start is no news; that somebody holds it is.
      return row.waiting_on.every((text) => LOOKING_AT_PORT.test(text))
        ? null
        : `waiting for ${row.waiting_on.join('; ')}`;
    case 'failed': {
      if (row.gave_up) return row.restarts > 0 ? `${row.reason}; gave up after ${row.restarts} restarts` : row.reason;
      return row.next_try_in_ms === null ? row.reason : `${row.reason}; next try in ${secondsText(row.next_try_in_ms)}`;
    }
    case 'stopping':
    case 'stopped':
    case 'done':
      return row.reason;
    case 'off':
      return null;
  }
}

const LOOKING_AT_PORT = /^port \d+$/;

function secondsText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1).replace(/\.0$/, '')} s`;
}
