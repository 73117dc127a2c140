import type { Cause } from '../core/causes/cause.ts';
import { isNews, type Lookup } from '../core/causes/chain.ts';
import type { Holdup } from '../core/causes/holdups.ts';
import { conditionText } from './condition.ts';
import { stopText } from './stopping.ts';
import { waitReasonText } from './waiting.ts';
import { countText } from './words.ts';

/** More services than this are only counted. */
const MAX_NAMES = 2;

/** Why services wait for it. Contains no durations except for a stop, so that the same wait always reads the same. */
export function holdupReason(cause: Cause, lookup: Lookup): string {
  if (cause.state !== 'blocked') return [conditionText(cause), ...(cause.stop ? [stopText(cause)] : [])].join('; ');
  return cause.blockers.some(isNews) ? waitReasonText(cause.blockers, lookup) : 'zdev checks its port';
}

/** Which services wait for what, and why: `api and web wait for db: starting (…)`, `db: starting (…)`. */
export function holdupText({ cause, waiting }: Holdup, reason: string): string {
  return `${waiting.length === 0 ? '' : `${whoText(waiting)} `}${cause.name}: ${reason}`;
}

function whoText(names: readonly string[]): string {
  if (names.length > MAX_NAMES) return `${countText(names.length, 'service')} wait for`;
  return `${names.join(' and ')} ${names.length === 1 ? 'waits' : 'wait'} for`;
}
