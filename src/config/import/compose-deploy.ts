import { type ComposeScope, inContainer } from './compose-scope.ts';
import { set } from './draft.ts';
import { durationOf, type Field, integerOf, type Rows, readKeys, textOf, wordOf } from './fields.ts';

const CONDITIONS = {
  none: 'never',
  no: 'never',
  'on-failure': 'on-failure',
  any: 'always',
  always: 'always',
  'unless-stopped': 'always',
} as const;

/** Reads the keys of `deploy.restart_policy`, which takes priority over `restart`. */
export const RESTART_POLICY: Rows<ComposeScope> = {
  condition(field, at) {
    const restart = wordOf(field, CONDITIONS, at);
    if (restart !== null) set(at.draft, field, 'lifecycle', { restart });
  },
  delay(field, at) {
    const delayMs = durationOf(field, at);
    if (delayMs) set(at.draft, field, 'lifecycle', { restart_delay_ms: delayMs, restart_delay_max_ms: delayMs });
  },
  max_attempts(field, at) {
    const attempts = integerOf(field, at);
    if (attempts !== null) set(at.draft, field, 'lifecycle', { max_restarts: attempts });
  },
  window(field, at) {
    const windowMs = durationOf(field, at);
    if (windowMs) set(at.draft, field, 'lifecycle', { stability_period_ms: windowMs });
  },
};

/** Without a condition, it is restarted after any end, without a limit. */
export function readRestartPolicy(field: Field, at: ComposeScope): void {
  set(at.draft, field, 'lifecycle', { restart: 'always', max_restarts: 0 });
  readKeys(field, RESTART_POLICY, at);
}

const limit = (flag: string) => inContainer((field, at) => at.found.flags.push(flag, textOf(field, at) ?? ''));

/** Reads the keys of `deploy.resources`. */
export const RESOURCES: Rows<ComposeScope> = {
  limits: (field, at) => readKeys(field, LIMITS, at),
  reservations: (field, at) => readKeys(field, RESERVATIONS, at),
};

export const LIMITS: Rows<ComposeScope> = {
  cpus: limit('--cpus'),
  memory: limit('--memory'),
  pids: limit('--pids-limit'),
};

export const RESERVATIONS: Rows<ComposeScope> = {
  cpus: null,
  memory: limit('--memory-reservation'),
  generic_resources: null,
  devices: 'use "devices", or "gpus" of the container engine',
};
