import { CauseFields, Problem, StateWord } from './results/cause.ts';
import {
  always,
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
      text: text('The reason in words'),
      code: optional(integer()),
      signal: optional(integer('Number of the signal on this system')),
      attempts: optional(count()),
      message: optional(text()),
      last_error: optional(nullable(text('Error of the last health check'))),
      step: optional(oneOf(['build'], 'Present if the build failed, not the service itself')),
    },
    'Why a service failed. The first cause stays',
  ),
);

export const ServiceState = named(
  'ServiceState',
  object({
    state: StateWord,
    waiting_on: optional(list(text(), 'If blocked: the services that it waits for')),
    pid: optional(count('If starting, running or stopping; 0 for a target')),
    exit_code: optional(nullable(integer('If exited; null if a signal ended it'))),
    reason: optional(FailureReason),
  }),
);

export const ServiceInfo = named('ServiceInfo', object({ name: text(), is_target: bool(), state: ServiceState }));

export const ServiceStatus = named(
  'ServiceStatus',
  object({
    name: text(),
    state: StateWord,
    pid: count('0 if there is no process'),
    exit_code: optional(integer()),
    error: optional(text('The problem, or what the service waits for')),
    reason: text('The state in words, with its reason'),
    ready: bool('Services that require it may start'),
    intent: oneOf(['up', 'down'], 'What the user wants'),
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
      started_at_ms: nullable(count('When the current run was started, in milliseconds since 1970')),
      deadline_ms: nullable(count('If starting, with a health check: how long after its start it must be ready')),
      at_start: bool('Whether `up` without names starts it'),
      tty: bool('Its run has a terminal'),
      max_restarts: nullable(count('How many restarts before zdev gives up; 0: no limit; null for a target')),
      port: nullable(count()),
      ports: optional(list(object({ name: text(), port: count() }), 'All its ports by name, if it has several')),
      url: nullable(text('As in the config')),
      edge_url: nullable(text('Its address for browsers: `http://web.shop.localhost:2080`')),
      dir: nullable(text('Working directory')),
      command: nullable(text('The command line for the shell')),
      requires: list(text()),
      after: list(text()),
      ended: list(text(), 'Services whose end it waits for'),
      wants: list(text()),
      conflicts: list(text(), 'Declared on either side'),
      external: optional(
        object(
          {
            dir: text('Absolute path of that project'),
            project: text('The same, relative to this project'),
            service: text(),
          },
          'Present if this is a target that represents a service of another project',
        ),
      ),
      waiting_on: list(text(), 'If blocked: what it waits for, in words'),
      health: nullable(oneOf(['tcp', 'http', 'exec', 'log'])),
      health_target: nullable(text('The target of the health check')),
      health_error: nullable(text('Error of the last health check in words, while it fails')),
      build_error: nullable(text('Error of the last build in words. The previous run keeps serving')),
      memory_bytes: optional(count('Of the process tree')),
      cpu_percent: optional(number('Of one core')),
    },
    'One service in a list of services',
  ),
);
export type Row = Infer<typeof Row>;

/** Included wherever someone may wonder why an edit has no effect. */
export const ChangedFiles = list(
  text(),
  'Config files that have changed since they were read. `service.reload` applies the changes',
);

export const Mistake = named(
  'Mistake',
  object({
    severity: oneOf(['error', 'warning'], 'An error means: the last reload failed, and the old config still runs'),
    message: text(),
    file: nullable(text('Path as the user would write it')),
    line: nullable(count()),
    hint: nullable(text('What to do')),
    text: text('All of this in one line'),
  }),
);
export const Mistakes = list(Mistake, 'Mistakes in the config, or in the watching of files, until they are fixed');

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
    at: count('Place of its first byte in the output of its run'),
    text: text(),
  }),
);
export const OutputPiece = named(
  'OutputPiece',
  object({
    service: text(),
    run: count(),
    at: count('Place of its first byte in the output of its run'),
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
    ok: bool('All have reached the state'),
    timed_out: bool(),
    services: list(Row, 'The awaited services'),
    pending: list(object({ name: text(), why: list(text(), 'One line for each cause, indented by depth') })),
    problems: list(
      Problem,
      'Root causes for the pending services, the worst first. If none is pending: other problems of the services',
    ),
    mistakes: Mistakes,
  }),
);
/** The answer of start, stop and restart: zinit's `ok`, or with `wait` the outcome. */
export const OkOrOutcome = either(Ok, WaitOutcome);

export const Added = named(
  'AddServiceResult',
  object({ name: text(), path: optional(text('The written file')), warnings: list(text()) }),
);
export const Reloaded = named(
  'ReloadResult',
  object({
    added: list(text()),
    removed: list(text()),
    changed: list(text(), 'Services that were restarted'),
    adjusted: list(text(), 'Services whose change needs no restart'),
    config_errors: list(list(text()), 'Always empty: with errors, nothing is changed, and the answer is an error'),
    warnings: list(text()),
  }),
);
export const ReloadedOne = named('ReloadOneResult', object({ reloaded: text(), restarted: bool() }));

export const Stats = named(
  'ServiceStats',
  object({
    pid: count(),
    memory_bytes: count('Of the process tree'),
    cpu_percent: number('Of one core'),
  }),
);
export const Usage = named(
  'ServiceUsage',
  object({
    name: text(),
    memory_bytes: count('Of the process tree'),
    cpu_percent: number('Of one core'),
  }),
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
    lines: list(text(), 'The chain down to the causes, one line each, indented by depth'),
    roots: list(Problem, 'The root causes, where the chain ends'),
    changed_files: ChangedFiles,
    mistakes: Mistakes,
    path: nullable(text('The PATH that it gets from the supervisor; null if its own environment sets one')),
  }),
);
export const Info = named(
  'ProjectInfo',
  object({
    name: text(),
    dir: text(),
    files: optional(list(text(), 'Absolute paths of the files that it was read from')),
    state_dir: text(),
    pid: count('Pid of the supervisor'),
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
      listen: text('Addresses, separated by commas'),
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
