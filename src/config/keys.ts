/**
 * THE table of keys: what a zinit.toml may say, with description and default. Validation, the JSON Schema, the reference page and the
 * check of the example file all read it.
 */
import * as v from 'valibot';
import { DEFAULT_HEALTH, DEFAULT_LIFECYCLE, DEFAULT_LOGGING } from '../core/service.ts';
import { DEFAULT_WATCH } from './defaults.ts';
import { hooks, projectHooks } from './hook-keys.ts';
import { key, needed, TABLE } from './key.ts';
import * as is from './values.ts';

const dependencies = {
  requires: key(
    is.namesAnywhere(),
    'Held back until each of these is ready. "../auth:api" is the service `api` of the project in `../auth`: it is waited for, and never started or stopped.',
    [],
  ),
  after: key(is.names(), 'Held back until each of these has been started, if it is to run at all. Only order.', []),
  ended: key(is.names(), 'Held back until each of these has ended for good, well or badly.', []),
  wants: key(is.names(), 'Started along with this one, never waited for.', []),
  conflicts: key(is.names(), 'Never active at the same time as these.', []),
};

const lifecycle = v.strictObject(
  {
    restart: key(
      is.oneOf('always', 'on-failure', 'never'),
      'Whether a run that ended by itself is followed by another. Default for a oneshot: "never".',
      DEFAULT_LIFECYCLE.restart,
    ),
    restart_delay_ms: key(
      is.milliseconds(),
      'Delay before a restart; doubled with each one.',
      DEFAULT_LIFECYCLE.restartDelayMs,
    ),
    restart_delay_max_ms: key(
      is.milliseconds(),
      'The delay grows no further than this.',
      DEFAULT_LIFECYCLE.restartDelayMaxMs,
    ),
    max_restarts: key(is.count(0), 'Restarts in a row before giving up; 0: no limit.', DEFAULT_LIFECYCLE.maxRestarts),
    stability_period_ms: key(
      is.millisecondsOrZero(),
      'A run that lasted this long resets delay and count.',
      DEFAULT_LIFECYCLE.stabilityPeriodMs,
    ),
    start_timeout_ms: key(is.milliseconds(), 'Time to become ready.', DEFAULT_LIFECYCLE.startTimeoutMs),
    ready_after_ms: key(
      is.millisecondsOrZero(),
      'Without a health check: how long a run must have lived to be ready.',
      DEFAULT_LIFECYCLE.readyAfterMs,
    ),
    stop_timeout_ms: key(is.milliseconds(), 'Time from the stop signal to SIGKILL.', DEFAULT_LIFECYCLE.stopTimeoutMs),
    stop_signal: key(
      is.signal(),
      'Sent to the whole process group. In any case, with or without SIG, or a number.',
      DEFAULT_LIFECYCLE.stopSignal,
    ),
    stop_command: key(
      is.text(),
      'Run when it is to stop; the signal follows if the command fails, or after stop_timeout_ms. ZDEV_PID is the pid of the service.',
    ),
    stop_keys: key(
      v.union([is.text(), is.texts()], 'a string or an array of strings'),
      'Typed on its terminal when it is to stop: texts, and keys such as "C-c" and "Enter". The signal follows after stop_timeout_ms, at once where it has no terminal.',
    ),
    success_exit_codes: key(is.exitCodes(), 'Exit codes that count as 0 does.', []),
    on_dependency_restart: key(
      is.oneOf('ignore', 'restart'),
      'What to do when a required service crashes or restarts.',
      DEFAULT_LIFECYCLE.onDependencyRestart,
    ),
  },
  TABLE,
);

const probing = {
  expect_status: key(is.integer(100, 599), 'Only for http: the one status that passes. Default: any from 200 to 399.'),
  interval_ms: key(is.milliseconds(), 'Between two probes, once ready.', DEFAULT_HEALTH.intervalMs),
  timeout_ms: key(is.milliseconds(), 'For one probe.', DEFAULT_HEALTH.timeoutMs),
  retries: key(is.count(1), 'Failures in a row, once ready, that make it unhealthy.', DEFAULT_HEALTH.retries),
  start_period_ms: key(is.millisecondsOrZero(), 'Delay before the first probe.', DEFAULT_HEALTH.startPeriodMs),
  on_failure: key(
    is.oneOf('report', 'restart'),
    'What being unhealthy does: only show it, or kill the run, so that the restart policy applies.',
    DEFAULT_HEALTH.onFailure,
  ),
};

const health = v.strictObject(
  {
    type: needed(is.oneOf('tcp', 'http', 'exec', 'log'), 'How to look.'),
    target: needed(
      is.text(),
      'tcp: host:port; http: a URL; exec: a command; log: a regular expression on an output line. $PORT is expanded.',
    ),
    ...probing,
  },
  TABLE,
);

const logging = v.strictObject(
  {
    buffer_lines: key(is.count(1), 'Lines kept in memory.', DEFAULT_LOGGING.bufferLines),
    file: key(is.text(), 'A file that also gets every line; relative to the project.'),
    forward: key(is.text(), 'Accepted for the sake of zinit, where it has no effect either.'),
  },
  TABLE,
);

const watchTable = v.strictObject(
  {
    paths: needed(is.texts(), 'Files, directories and globs, relative to dir.'),
    ignore: key(is.texts(), 'Patterns left out, as in .gitignore, relative to dir.', []),
    debounce_ms: key(
      is.millisecondsOrZero(),
      'Quiet time that ends a burst of changes, and that a restart waits for after the stop.',
      DEFAULT_WATCH.debounceMs,
    ),
    action: key(is.oneOf('restart', 'signal', 'none'), 'What a change does.', DEFAULT_WATCH.action),
    signal: key(is.signal(), 'What action = "signal" sends.', DEFAULT_WATCH.signal),
  },
  'an array of paths or a table',
);

const unitService = {
  exec: key(is.text(), 'The command, run by /bin/sh -c. Default: the command of that name in the Procfile.'),
  dir: key(is.text(), "Working directory, relative to the project. Default: the project's."),
  oneshot: key(is.flag(), 'It does its work and exits: ready once it has exited with 0.', false),
  env: key(is.variables(), 'Variables. $PORT and ports of other services are expanded.', {}),
  status: key(is.oneOf('start', 'stop', 'ignore'), 'Whether "zdev up" starts it.', 'start'),
  class: key(is.oneOf('user', 'system'), "zinit's class; shown, without effect on a project.", 'user'),
  critical: key(is.flag(), 'Marked as one that the rest cannot do without.', false),
};

const subTables = {
  lifecycle: key(lifecycle, 'Restarts, time limits and the stop signal.'),
  health: key(health, 'How to find out that it is ready, and that it still is.'),
  logging: key(logging, 'What is kept of its output.'),
};

const LISTEN = 'a port, "host:port", "unix:path", or an array of them';
const IMAGE =
  'The container image that "zdev export compose" and "kubernetes" run it in. Without effect on zdev itself.';

/** `[services.NAME]`. */
export const serviceTable = v.strictObject(
  {
    ...unitService,
    ...dependencies,
    description: key(is.text(), 'One line for people.'),
    url: key(is.text(), 'Where to open it in a browser. $PORT is expanded.'),
    port: key(
      is.port(),
      'Exported as PORT; free before the start; a tcp health check when there is no other. "auto": a free one, the same at every start of this checkout.',
    ),
    ports: key(
      is.ports(),
      'Several ports by name, each a number or "auto": PORT_HTTP for the name http. The first is its port.',
    ),
    listen: key(
      v.union([is.port(), is.text(), v.array(v.union([is.port(), is.text()], LISTEN), LISTEN)], LISTEN),
      'zdev listens here for as long as the project is up, and holds connections while the service starts, builds or restarts; its own port is behind it, a leased one where it has none.',
    ),
    connect_timeout_ms: key(is.milliseconds(), 'With listen: how long a connection may wait for the service.', 30_000),
    on_demand: key(is.flag(), 'With listen: started by the first connection.', false),
    idle_timeout_ms: key(
      is.millisecondsOrZero(),
      'With listen: without a connection for so long it is stopped, until the next one; 0: never.',
      0,
    ),
    single_connection: key(is.flag(), 'With listen: a connection beside another one is closed at once.', false),
    socket: key(
      is.flag(),
      'With listen: the service gets the listening socket itself, as descriptor 3 (LISTEN_FDS); no byte is copied.',
      false,
    ),
    image: key(is.text(), IMAGE),
    build: key(is.text(), 'Run before exec, and on a change, while the old run goes on until the build has passed.'),
    watch: key(v.union([is.texts(), watchTable], 'an array of paths or a table'), 'Files whose change restarts it.'),
    env_file: key(
      v.union([is.text(), is.texts()], 'a string or an array of strings'),
      'Env files of this service, relative to the project; they beat those of the project.',
    ),
    tty: key(
      v.union([v.literal('auto'), is.flag()], '"auto", true or false'),
      'Whether it gets a terminal. auto: yes where zdev has one; services in the background too, unless CI is set.',
      'auto',
    ),
    stdin: key(
      v.picklist(['open', 'closed'], '"open" or "closed"'),
      'Whether the stdin of a service is open, with nothing in it, or at its end. Of a oneshot it is always at its end.',
      'open',
    ),
    hooks: key(
      hooks,
      'Commands that are run, with ZDEV_* variables, when something has become of it. They hold nothing up.',
    ),
    ...subTables,
  },
  TABLE,
);

const target = v.strictObject(
  {
    description: key(is.text(), 'One line for people.'),
    critical: key(is.flag(), 'Marked as one that the rest cannot do without.', false),
    ...dependencies,
  },
  TABLE,
);

const project = v.strictObject(
  {
    name: key(is.text(), "Default: the directory's name."),
    env_file: key(
      v.union([is.text(), is.texts()], 'a string or an array of strings'),
      'Env files of all services. Default: .env where it exists.',
      ['.env'],
    ),
    procfile: key(
      v.union([is.flag(), is.text()], 'true, false or a file name'),
      'Whether to merge the Procfile beside it, or the name of another.',
      true,
    ),
    hooks: key(projectHooks, 'Commands that are run when something has become of the project.'),
    auto_reload: key(is.flag(), 'Apply this file again when it has changed.', false),
    port_range: key(is.portRange(), 'Where "auto" takes ports from: the first and the last one.', [20_000, 29_999]),
    isolate: key(
      is.oneOf('worktree'),
      'When every port becomes one of its own, as with "zdev up --isolated": "worktree", in each linked git worktree, and, if you say yes on a terminal, where another checkout holds a port.',
    ),
  },
  TABLE,
);

const defaults = v.strictObject(
  {
    image: key(is.text(), 'The image of every service that names none.'),
    env: key(is.variables(), 'Variables of every service.', {}),
    lifecycle: key(lifecycle, 'Defaults of every [services.NAME.lifecycle].'),
    health: key(v.strictObject(probing, TABLE), 'Defaults of every health check.'),
    logging: key(logging, 'Defaults of every [services.NAME.logging].'),
  },
  TABLE,
);

/** The whole of a zinit.toml. */
export const projectFile = v.strictObject(
  {
    include: key(
      is.texts(),
      'Other files of this kind whose services and targets belong to the project, such as "services/*/zinit.toml"; relative to this one. Names must differ.',
      [],
    ),
    project: key(project, 'The project as a whole.'),
    defaults: key(defaults, 'What every service gets that does not say otherwise.'),
    services: key(v.record(is.name(), serviceTable, TABLE), 'The services, by name.'),
    targets: key(v.record(is.name(), target, TABLE), 'Named groups without a process of their own.'),
  },
  TABLE,
);

const lists = key(v.strictObject(dependencies, TABLE), 'Edges to other units.');

/** A zinit 0.3 unit file of a service. */
export const serviceUnit = v.strictObject(
  {
    service: v.strictObject({ name: is.name(), ...unitService, exec: is.text() }, TABLE),
    dependencies: lists,
    ...subTables,
  },
  TABLE,
);

/** A zinit 0.3 unit file of a target. */
export const targetUnit = v.strictObject(
  { target: v.strictObject({ name: is.name(), critical: target.entries.critical }, TABLE), dependencies: lists },
  TABLE,
);

export type ServiceTable = v.InferOutput<typeof serviceTable>;
export type TargetTable = v.InferOutput<typeof target>;
export type DefaultsTable = v.InferOutput<typeof defaults>;
export type WatchSetting = NonNullable<ServiceTable['watch']>;
