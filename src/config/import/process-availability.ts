import { type Draft, set } from './draft.ts';
import { type Field, flagOf, integerOf, type Rows, readKeys, secondsOf, wordOf } from './fields.ts';
import type { ProcessScope } from './process-scope.ts';

const POLICIES = {
  no: 'never',
  always: 'always',
  on_failure: 'on-failure',
  exit_on_failure: 'never',
} as const;

/** Reads the keys of `availability`. */
export const AVAILABILITY: Rows<ProcessScope> = {
  restart(field, at) {
    const policy = wordOf(field, POLICIES, at);
    if (policy !== null) set(at.draft, field, 'lifecycle', { restart: policy });
    if (field.node.kind === 'scalar' && field.node.text === 'exit_on_failure') at.draft.endsAll ??= 'failure';
  },
  backoff_seconds(field, at) {
    const ms = secondsOf(field, at);
    if (ms !== null) set(at.draft, field, 'lifecycle', constantDelay(ms));
  },
  max_restarts(field, at) {
    const count = integerOf(field, at);
    if (count !== null) set(at.draft, field, 'lifecycle', { max_restarts: count });
  },
  exit_on_end(field, at) {
    if (flagOf(field, at)) at.draft.endsAll = 'any';
  },
  exit_on_skipped:
    'zdev does not skip services: a service that cannot start is blocked, and starts when the reason is gone',
};

/** By default nothing is restarted. The delay between two tries does not grow, and there is no limit. */
export function readAvailability(field: Field, at: ProcessScope): void {
  set(at.draft, field, 'lifecycle', { ...constantDelay(1000), max_restarts: 0 });
  readKeys(field, AVAILABILITY, at);
}

export function neverRestarted(draft: Draft): void {
  set(draft, draft.field, 'lifecycle', { restart: 'never' });
}

/** zdev's delay must be greater than zero. */
const constantDelay = (ms: number) => ({ restart_delay_ms: Math.max(ms, 1), restart_delay_max_ms: Math.max(ms, 1) });
