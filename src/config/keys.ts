/**
 * THE table of keys: everything that a zinit.toml may contain, with descriptions and defaults. The validation, the JSON
 * Schema, the reference page and the check of the example file all read it.
 */
import * as v from 'valibot';
import { DEFAULT_HEALTH, DEFAULT_LOGGING } from '../core/service.ts';
import { DEFAULT_WATCH } from './defaults.ts';
import { hooks, projectHooks } from './hook-keys.ts';
import { key, needed, TABLE } from './key.ts';
import { lifecycle } from './lifecycle-keys.ts';
import * as is from './values.ts';

const dependencies = {
  requires: key(
    is.namesAnywhere(),
    'The service waits until each of these is ready. "../auth:api" is the service `api` of the project in `../auth`: zdev waits for it, and never starts or stops it.',
    [],
  ),
  after: key(
    is.names(),
    'The service waits until each of these has been started, if it is to run at all. This sets only the order.',
    [],
  ),
  ended: key(is.names(), 'The service waits until each of these has ended for good, successfully or not.', []),
  wants: key(is.names(), 'These start together with the service. It does not wait for them.', []),
  conflicts: key(is.names(), 'The service never runs at the same time as these.', []),
};

const probing = {
  expect_status: key(is.integer(100, 599), 'Only for http: the status that passes. Default: any from 200 to 399.'),
  interval_ms: key(is.milliseconds(), 'Time between two probes of a ready service.', DEFAULT_HEALTH.intervalMs),
  timeout_ms: key(is.milliseconds(), 'Time limit of one probe.', DEFAULT_HEALTH.timeoutMs),
  retries: key(is.count(1), 'A ready service is unhealthy after this many failures in a row.', DEFAULT_HEALTH.retries),
  start_period_ms: key(is.millisecondsOrZero(), 'Delay before the first probe.', DEFAULT_HEALTH.startPeriodMs),
  on_failure: key(
    is.oneOf('report', 'restart'),
    'What zdev does with an unhealthy service: only report it, or kill the run, so that the restart policy applies.',
    DEFAULT_HEALTH.onFailure,
  ),
};

const health = v.strictObject(
  {
    type: needed(is.oneOf('tcp', 'http', 'exec', 'log'), 'How zdev checks the service.'),
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
    forward: key(is.text(), 'For compatibility with zinit. It has no effect, not even in zinit.'),
  },
  TABLE,
);

const watchTable = v.strictObject(
  {
    paths: needed(is.texts(), 'Files, directories and globs, relative to dir.'),
    ignore: key(is.texts(), 'Patterns of files to ignore, as in .gitignore, relative to dir.', []),
    debounce_ms: key(
      is.millisecondsOrZero(),
      'A burst of changes ends after this time without a change. A restart also waits for it after the stop.',
      DEFAULT_WATCH.debounceMs,
    ),
    action: key(is.oneOf('restart', 'signal', 'none'), 'What zdev does when a file changes.', DEFAULT_WATCH.action),
    signal: key(is.signal(), 'The signal for action = "signal".', DEFAULT_WATCH.signal),
  },
  'an array of paths or a table',
);

const unitService = {
  exec: key(is.text(), 'The command, run by /bin/sh -c. Default: the command of that name in the Procfile.'),
  dir: key(is.text(), "Working directory, relative to the project. Default: the project's."),
  oneshot: key(is.flag(), 'Whether the service does its work and exits. It is ready when it has exited with 0.', false),
  env: key(is.variables(), 'Variables. $PORT and ports of other services are expanded.', {}),
  status: key(is.oneOf('start', 'stop', 'ignore'), 'Whether "zdev up" starts it.', 'start'),
  class: key(is.oneOf('user', 'system'), "zinit's class. zdev shows it; it has no other effect.", 'user'),
  critical: key(is.flag(), 'Whether zdev marks it as critical. This has no other effect.', false),
};

const subTables = {
  lifecycle: key(lifecycle, 'Restarts, time limits and the stop signal.'),
  health: key(health, 'How zdev finds out whether the service is ready, and whether it still works.'),
  logging: key(logging, 'How zdev keeps its output.'),
};

const LISTEN = 'a port, "host:port", "unix:path", or an array of them';
const IMAGE = 'The container image for "zdev export compose" and "kubernetes". zdev itself does not use it.';

/** The table `[services.NAME]`. */
export const serviceTable = v.strictObject(
  {
    ...unitService,
    ...dependencies,
    description: key(is.text(), 'One line for people.'),
    url: key(is.text(), 'The address for a browser. $PORT is expanded.'),
    port: key(
      is.port(),
      'The port that the service listens on. zdev exports it as PORT, waits until it is free before the start, and uses it for a tcp health check if there is no other. "auto": a free port, the same at every start of this checkout.',
    ),
    ports: key(
      is.ports(),
      'Several ports by name, each a number or "auto". The port "http" is exported as PORT_HTTP. The first one is the port of the service.',
    ),
    listen: key(
      v.union([is.port(), is.text(), v.array(v.union([is.port(), is.text()], LISTEN), LISTEN)], LISTEN),
      'zdev listens here while the project is up, and holds connections while the service starts, builds or restarts. It passes them on to the own port of the service, or to a leased port if there is none.',
    ),
    connect_timeout_ms: key(
      is.milliseconds(),
      'With listen: maximum time that a connection waits for the service.',
      30_000,
    ),
    on_demand: key(is.flag(), 'With listen: the first connection starts the service.', false),
    idle_timeout_ms: key(
      is.millisecondsOrZero(),
      'With listen: zdev stops the service after this time without a connection, until the next one; 0: never.',
      0,
    ),
    single_connection: key(is.flag(), 'With listen: zdev closes a second connection at once.', false),
    socket: key(
      is.flag(),
      'With listen: the service gets the listening socket itself, as descriptor 3 (LISTEN_FDS). zdev copies no bytes.',
      false,
    ),
    image: key(is.text(), IMAGE),
    build: key(
      is.text(),
      'A command to run before exec, and on a change. The old run keeps running until the build has succeeded.',
    ),
    watch: key(
      v.union([is.texts(), watchTable], 'an array of paths or a table'),
      'Files that restart the service when they change.',
    ),
    env_file: key(
      v.union([is.text(), is.texts()], 'a string or an array of strings'),
      'Env files of this service, relative to the project. They win over those of the project.',
    ),
    tty: key(
      v.union([v.literal('auto'), is.flag()], '"auto", true or false'),
      'Whether the service gets a terminal. auto: yes if zdev has one or runs in the background, unless CI is set.',
      'auto',
    ),
    stdin: key(
      v.picklist(['open', 'closed'], '"open" or "closed"'),
      'Whether stdin of the service is open and empty, or at its end. For a oneshot it is always at its end.',
      'open',
    ),
    hooks: key(
      hooks,
      'Commands that zdev runs, with ZDEV_* variables, when something happens to the service. Nothing waits for them.',
    ),
    ...subTables,
  },
  TABLE,
);

const target = v.strictObject(
  {
    description: key(is.text(), 'One line for people.'),
    critical: key(is.flag(), 'Whether zdev marks it as critical. This has no other effect.', false),
    ...dependencies,
  },
  TABLE,
);

const project = v.strictObject(
  {
    name: key(is.text(), "The project's name. Default: the name of the directory."),
    env_file: key(
      v.union([is.text(), is.texts()], 'a string or an array of strings'),
      'Env files of all services. Default: .env, if it exists.',
      ['.env'],
    ),
    procfile: key(
      v.union([is.flag(), is.text()], 'true, false or a file name'),
      'Whether zdev merges the Procfile in the same directory, or the name of another Procfile.',
      true,
    ),
    hooks: key(projectHooks, 'Commands that zdev runs when something happens to the project.'),
    auto_reload: key(is.flag(), 'Whether zdev applies this file when it changes.', false),
    port_range: key(is.portRange(), 'The range of ports for "auto": the first and the last one.', [20_000, 29_999]),
    isolate: key(
      is.oneOf('worktree'),
      'When the checkout gets ports of its own, as with "zdev up --isolated". "worktree": in each linked git worktree. If another checkout holds a port, zdev asks on a terminal.',
    ),
  },
  TABLE,
);

const defaults = v.strictObject(
  {
    image: key(is.text(), 'The image of every service without one.'),
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
      'Other zinit.toml files whose services and targets belong to the project, such as "services/*/zinit.toml". Paths are relative to this file. Names must be unique.',
      [],
    ),
    project: key(project, 'The project as a whole.'),
    defaults: key(defaults, 'Defaults of every service.'),
    services: key(v.record(is.name(), serviceTable, TABLE), 'The services, by name.'),
    targets: key(v.record(is.name(), target, TABLE), 'Named groups of services.'),
  },
  TABLE,
);

const lists = key(v.strictObject(dependencies, TABLE), 'Dependencies on other units.');

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
