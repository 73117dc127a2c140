import type { Cause } from '../../core/causes/cause.ts';
import type { CauseFields } from '../results/cause.ts';
import type { Row } from '../results.ts';
import type { Sent } from '../shape.ts';

/** The part of a row that is the cause of a service, as data. */
export function wireCause(cause: Cause): Sent<typeof CauseFields> {
  const { name, kind, state, ready, intent, run, pid, restarts, building, upMs, exit, probe, ...rest } = cause;
  const {
    inStateMs,
    nextTryInMs,
    gaveUp,
    status,
    step,
    started,
    adopted,
    unhealthy,
    suspended,
    exitCode,
    checked,
    ...nested
  } = rest;
  return {
    ...{
      name,
      kind,
      state,
      ready,
      intent,
      run,
      pid,
      restarts,
      building,
      status,
      step,
      started,
      adopted,
      unhealthy,
      suspended,
      checked,
    },
    in_state_ms: inStateMs,
    uptime_ms: upMs,
    next_try_in_ms: nextTryInMs,
    gave_up: gaveUp,
    last_exit: exit,
    exit_code: exitCode,
    health_failures: probe?.failures ?? 0,
    awaits_input: nested.awaitsInput,
    probe_error: probe && snakeKeys(probe.error),
    probe_doubt: snakeKeys(nested.doubt),
    diagnosis: snakeKeys(nested.diagnosis),
    blockers: snakeKeys(nested.blockers),
    failure: snakeKeys(nested.failure),
    trigger: nested.trigger,
    self_written: nested.selfWritten,
    failed_runs: snakeKeys(nested.failedRuns),
    build_failure: snakeKeys(nested.buildFailure),
    stop: snakeKeys(nested.stop),
    ...(nested.asleep ? { asleep: true } : {}),
  } as Sent<typeof CauseFields>;
}

/** The cause of a service as the core made it, from the row that a client got. */
export function causeOfRow(row: Row): Cause {
  return {
    name: row.name,
    kind: row.kind,
    status: row.status,
    state: row.state,
    step: row.step,
    inStateMs: row.in_state_ms,
    intent: row.intent,
    ready: row.ready,
    started: row.started,
    run: row.run,
    pid: row.pid,
    upMs: row.uptime_ms,
    adopted: row.adopted,
    blockers: camelKeys(row.blockers) as Cause['blockers'],
    failure: camelKeys(row.failure) as Cause['failure'],
    trigger: row.trigger as Cause['trigger'],
    selfWritten: row.self_written,
    failedRuns: camelKeys(row.failed_runs) as Cause['failedRuns'],
    checked: row.checked,
    probe: row.probe_error && {
      error: camelKeys(row.probe_error) as NonNullable<Cause['probe']>['error'],
      failures: row.health_failures,
    },
    doubt: camelKeys(row.probe_doubt) as Cause['doubt'],
    diagnosis: camelKeys(row.diagnosis) as Cause['diagnosis'],
    unhealthy: row.unhealthy,
    suspended: row.suspended,
    awaitsInput: row.awaits_input ?? null,
    building: row.building,
    buildFailure: camelKeys(row.build_failure) as Cause['buildFailure'],
    exit: row.last_exit as Cause['exit'],
    exitCode: row.exit_code,
    restarts: row.restarts,
    nextTryInMs: row.next_try_in_ms,
    gaveUp: row.gave_up,
    stop: camelKeys(row.stop) as Cause['stop'],
    ...(row.asleep ? { asleep: true as const } : {}),
  };
}

/** Data of the core with the keys of the protocol: `last_error` for `lastError`, at every depth. */
function snakeKeys(value: unknown): unknown {
  return withKeys(value, (key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

/** The reverse. */
function camelKeys(value: unknown): unknown {
  return withKeys(value, (key) => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));
}

function withKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withKeys(item, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), withKeys(item, rename)]));
}
