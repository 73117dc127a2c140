import { CauseFields, Problem, StateWord } from './results/cause.ts';
import {
  always,
  anyObject,
  bool,
  count,
  either,
  type Infer,
  integer,
  list,
  named,
  nullable,
  number,
  object,
  oneOf,
  optional,
  text,
} from './shape.ts';

export const Ok = named('Ok', object({ ok: always(true) }));

export const FailureReason = named(
  'FailureReason',
  object(
    {
      type: oneOf(['exit_code', 'signal', 'start_timeout', 'health_check_failed', 'spawn_error']),
      text: text('In words'),
      code: optional(integer()),
      signal: optional(integer('Number of the signal on this system')),
      attempts: optional(count()),
      message: optional(text()),
      last_error: optional(nullable(text('Of the last health check'))),
      step: optional(oneOf(['build'], 'Given when the build failed, not the service itself')),
    },
    'Why a service failed; the first cause stays',
  ),
);

export const ServiceState = named(
  'ServiceState',
  object({
    state: StateWord,
    waiting_on: optional(list(text(), 'Blocked: names of services')),
    pid: optional(count('Starting, running, stopping; 0 for a target')),
    exit_code: optional(nullable(integer('Exited; null when a signal ended it'))),
    reason: optional(FailureReason),
  }),
);

export const ServiceInfo = named('ServiceInfo', object({ name: text(), is_target: bool(), state: ServiceState }));

export const ServiceStatus = named(
  'ServiceStatus',
  object({
    name: text(),
    state: StateWord,
    pid: count('0 when there is no process'),
    exit_code: optional(integer()),
    error: optional(text('What is wrong, or what the service waits for')),
    reason: text('The state in words, with its reason'),
    ready: bool('Whether it satisfies a `requires`'),
    intent: oneOf(['up', 'down'], 'What the user wants of it'),
  }),
);

export const DependencyInfo = named(
  'DependencyInfo',
  object({
    name: text(),
    dep_type: oneOf(['requires', 'after', 'ended', 'wants', 'conflicts']),
    state: ServiceState,
    satisfied: bool(),
  }),
);

export const ServiceStatusFull = named(
  'ServiceStatusFull',
  object({
    name: text(),
    is_target: bool(),
    state: ServiceState,
    dependencies: list(DependencyInfo),
    uptime_secs: nullable(count()),
    reason: text('The state in words, with its reason'),
  }),
);

export const Row = named(
  'ServiceRow',
  object(
    {
      ...CauseFields,
      class: oneOf(['user', 'system']),
      description: nullable(text()),
      reason: text('The state in words, with its reason'),
      started_at_ms: nullable(count('When the run that exists was started, in milliseconds since 1970')),
      deadline_ms: nullable(count('Starting, with a health check: how long after its start it must be ready')),
      at_start: bool('Whether `up` without names starts it'),
      tty: bool('Its run has a terminal'),
      max_restarts: nullable(count('How many restarts before zdev gives up; 0: no limit; null for a target')),
      port: nullable(count()),
      ports: optional(list(object({ name: text(), port: count() }), 'Where it has several, all of them, by name')),
      url: nullable(text('As the config has it')),
      edge_url: nullable(text('Its address for browsers: `http://web.shop.localhost:2080`')),
      dir: nullable(text('Working directory')),
      command: nullable(text('For the shell')),
      requires: list(text()),
      after: list(text()),
      ended: list(text(), 'Whose end it waits for'),
      wants: list(text()),
      conflicts: list(text(), 'Whichever side declared it'),
      external: optional(
        object(
          { dir: text('Absolute'), project: text('Relative to this project'), service: text() },
          'Given for a target that stands for a service of another project',
        ),
      ),
      waiting_on: list(text(), 'Blocked: what on, in words'),
      health: nullable(oneOf(['tcp', 'http', 'exec', 'log'])),
      health_target: nullable(text('What is checked')),
      health_error: nullable(text('Error of the last health check, while it fails, in words')),
      build_error: nullable(text('Error of the last build, in words. The previous run keeps serving')),
      memory_bytes: optional(count('Of the whole process tree')),
      cpu_percent: optional(number('Of one core')),
    },
    'Everything that a list of services shows of one',
  ),
);
export type Row = Infer<typeof Row>;

/** Included wherever someone may wonder why an edit has no effect. */
export const ChangedFiles = list(
  text(),
  'Files of the config that have changed since they were taken over; `service.reload` takes them over',
);

export const Mistake = named(
  'Mistake',
  object({
    severity: oneOf(['error', 'warning'], 'An error: the last reload failed, and what ran before goes on'),
    message: text(),
    file: nullable(text('As the user would write it')),
    line: nullable(count()),
    hint: nullable(text('What to do')),
    text: text('All of that in one line'),
  }),
);
export const Mistakes = list(
  Mistake,
  'What is wrong with the config, or with the watching of files, until it is mended',
);

export const Snapshot = named(
  'Snapshot',
  object({
    project: text(),
    services: list(Row, 'In the order of the config'),
    stopping: nullable(text('The supervisor is being stopped: which services still run, and why')),
    changed_files: ChangedFiles,
    mistakes: Mistakes,
  }),
);

export const LogEntry = named(
  'LogEntry',
  object({
    service: text(),
    seq: count('Grows within a service'),
    at_ms: number('Milliseconds since 1970'),
    run: count(),
    at: count('Its first byte in the output of its run'),
    text: text(),
  }),
);
export const OutputPiece = named(
  'OutputPiece',
  object({
    service: text(),
    run: count(),
    at: count('Its first byte in the output of its run'),
    at_ms: number('Milliseconds since 1970'),
    data: text('Bytes, in base64. Empty with `raw`'),
    bytes: count('How many bytes these are'),
  }),
);
export const LogLine = named(
  'LogLine',
  object({ timestamp_ms: number(), service: text(), stream: oneOf(['stdout']), content: text() }),
);
export const LogPage = named(
  'LogPage',
  object({
    entries: list(LogEntry, 'Oldest first'),
    missed: count('Lines after the cursor that are no longer in memory'),
    cursor: text('The place to continue from; opaque'),
    since_ms: number('Memory goes back to this time at most: the start of the supervisor, in milliseconds since 1970'),
  }),
);

export const WaitOutcome = named(
  'WaitOutcome',
  object({
    ok: bool('All of them have reached it'),
    timed_out: bool(),
    services: list(Row, 'Those that were waited for'),
    pending: list(object({ name: text(), why: list(text(), 'A line each, indented by depth') })),
    problems: list(
      Problem,
      'What the pending ones wait for, at the roots, the worst first; with none pending, what is not as wanted all the same',
    ),
    mistakes: Mistakes,
  }),
);
/** The answer of start, stop and restart: zinit's `ok`, or with `wait` the outcome. */
export const OkOrOutcome = either(Ok, WaitOutcome);

export const Added = named(
  'AddServiceResult',
  object({ name: text(), path: optional(text('Where it was written')), warnings: list(text()) }),
);
export const Reloaded = named(
  'ReloadResult',
  object({
    added: list(text()),
    removed: list(text()),
    changed: list(text(), 'Restarted'),
    adjusted: list(text(), 'Changed in a way that needs no restart'),
    config_errors: list(list(text()), 'Always empty: with errors nothing is changed, and the answer is an error'),
    warnings: list(text()),
  }),
);
export const ReloadedOne = named('ReloadOneResult', object({ reloaded: text(), restarted: bool() }));

export const Stats = named(
  'ServiceStats',
  object({ pid: count(), memory_bytes: count('Of the whole process tree'), cpu_percent: number('Of one core') }),
);
export const Usage = named(
  'ServiceUsage',
  object({ name: text(), memory_bytes: count('Of the whole process tree'), cpu_percent: number('Of one core') }),
);

export const Why = named(
  'WhyBlocked',
  object({
    name: text(),
    blocked: bool(),
    waiting_on: list(text()),
    conflicts_with: list(text()),
    ascii: text(),
    reason: text('The state in words'),
    lines: list(text(), 'The chain down to the causes, a line each, indented by depth'),
    roots: list(Problem, 'Where the chain ends'),
    changed_files: ChangedFiles,
    mistakes: Mistakes,
    path: nullable(text('The PATH that it gets from its supervisor; null if its own environment sets one')),
  }),
);
export const Info = named(
  'ProjectInfo',
  object({
    name: text(),
    dir: text(),
    files: optional(list(text(), 'What it was read from, absolute')),
    state_dir: text(),
    pid: count('Of the supervisor'),
    version: text(),
    exit_on: oneOf(['any', 'failure', 'all', 'never']),
    stopping: bool(),
    ready: bool('Every wanted service is ready'),
  }),
);
export const XinetStatus = named(
  'XinetStatus',
  object(
    {
      name: text(),
      listen: text('Separated by commas'),
      backend: text(),
      service: text(),
      total_connections: count(),
      active_connections: count('Connections that the service serves'),
      waiting_connections: count('Connections that wait until the service is ready'),
      bytes_to_backend: count(),
      bytes_from_backend: count(),
      running: bool('The proxy listens'),
      connections: count('The same as `active_connections`, for the short form of zinit'),
    },
    'A listening socket in front of a service',
  ),
);
