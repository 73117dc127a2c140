import { METHODS } from '../../rpc/methods.ts';
import { CauseFields, Problem, StateWord } from '../../rpc/results/cause.ts';
import { Reloaded, Row, Snapshot, WaitOutcome, Why } from '../../rpc/results.ts';
import {
  always,
  anyObject,
  bool,
  count,
  either,
  type Infer,
  integer,
  list,
  NAME,
  named,
  nullable,
  number,
  object,
  oneOf,
  optional,
  type Shape,
  text,
} from '../../rpc/shape.ts';
import { ERROR_CODES, type ErrorCode } from '../present/error.ts';

const time = (what: string) => text(`${what}, as ISO 8601`);
const AT_MS = number('The same in milliseconds since 1970');
const names = (what: string) => list(text(), what);

const Diagnostic = named(
  'Diagnostic',
  object({
    severity: oneOf(['error', 'warning']),
    code: text('Never changes. docs/diagnostics.md lists all codes'),
    message: text(),
    file: nullable(text('Path as the user would write it')),
    line: nullable(count()),
    column: nullable(count()),
    source: nullable(text('Text of the line')),
    hint: nullable(text('What to do')),
  }),
);

/** What any command prints instead of its answer if it fails. */
export const Refusal = named(
  'Error',
  object({
    ok: always(false),
    error: object({
      code: oneOf(Object.keys(ERROR_CODES) as ErrorCode[], 'Never changes'),
      message: text('What went wrong, for people'),
      hint: nullable(text('What to do')),
    }),
    diagnostics: optional(list(Diagnostic, 'With the code `config`: the mistakes in the project files')),
  }),
);

/** The result of `start`, `stop`, `restart` and `wait`. */
const Waited = object({
  ok: bool('All services have reached the requested state'),
  services: list(
    object({
      name: text(),
      ok: bool(),
      until: oneOf(['ready', 'settled', 'healthy', 'stopped'], 'The requested state'),
      after_ms: count(),
      timed_out: bool(),
      reason: nullable(text('If `ok` is false: the state in words')),
      roots: list(Problem, 'If `ok` is false: the root causes'),
    }),
  ),
});

/** The result with `--no-wait`. */
const Asked = object({
  ok: always(true),
  asked: list(object({ name: text(), intent: oneOf(['up', 'down']), state: StateWord }), 'Just after the request'),
});

const TREE_NODE = 'TreeNode';
const Node = named(
  TREE_NODE,
  object({
    name: text(),
    kind: oneOf(['service', 'oneshot', 'target']),
    state: StateWord,
    reason: text('The state in words, with its reason'),
    requires: names('Everything that it requires'),
    children: list<Shape<Readonly<Record<string, unknown>>>>({ [NAME]: TREE_NODE }, 'The services that it requires'),
  }),
);

const CAUSE = nullable(object(CauseFields));

const Happened = {
  service: nullable(text('Null for zdev itself')),
  level: oneOf(['info', 'error']),
  event: nullable(text('The event that caused it')),
  cause: CAUSE,
};

const LOG_TIME = { time: time('When'), at_ms: AT_MS };
const ZDEV = { ...LOG_TIME, stream: always('zdev') };
const LogObject = either(
  object({
    type: always('output'),
    ...LOG_TIME,
    stream: oneOf(['stdout+stderr'], 'stdout and stderr together, in the order of writing'),
    service: text(),
    run: count(),
    at: count('Where it begins in the output of its run, in bytes'),
    text: text(),
  }),
  either(
    object({ type: always('missed'), ...ZDEV, missed: count('How many lines were lost because nobody read them') }),
    either(
      object({ type: always('run'), ...ZDEV, service: text(), run: count('The new run') }, 'Only with `--follow`'),
      object(
        {
          type: always('service'),
          ...ZDEV,
          service: text(),
          run: count(),
          state: StateWord,
          ready: bool(),
          pid: nullable(count()),
          text: nullable(text('The change in words; null if it is not worth mentioning')),
          level: oneOf(['info', 'error']),
        },
        'Only with `--follow`',
      ),
    ),
  ),
);

const EVENT_TIME = { cursor: text('For `--cursor`, to continue after this event'), at: time('When'), at_ms: AT_MS };
const EventObject = either(
  object({ type: always('output'), ...EVENT_TIME, service: text(), run: count(), text: text() }),
  either(
    object({
      type: always('missed'),
      ...EVENT_TIME,
      what: oneOf(['states', 'output'], 'What is no longer kept'),
      count: nullable(count()),
    }),
    object({
      type: oneOf(['service', 'supervisor']),
      ...EVENT_TIME,
      state: optional(StateWord),
      ready: optional(bool()),
      run: optional(count()),
      pid: optional(nullable(count())),
      text: nullable(text('The change in words; null if it is not worth mentioning')),
      ...Happened,
    }),
  ),
);

const Command = object({
  ok: bool('The exit status is 0'),
  status: count('Exit status of the command; 128+n after signal n, 127 if there is no such command'),
});

const Problems = METHODS['project.why'].result;

/**
 * What each command prints with `--json`: one value, or one value per line for commands that keep running. Each may
 * print a `Refusal` instead. The types of the printed values and `schema/cli.schema.json` come from here.
 */
export const OUTPUTS = {
  up: either(
    WaitOutcome,
    object(
      {
        ok: always(true),
        dir: text(),
        pid: nullable(count('Pid of the supervisor')),
        already_up: bool('The supervisor was already running'),
      },
      'Without `--wait`',
    ),
  ),
  down: object({
    ok: always(true),
    dir: text(),
    ran: bool('zdev was running'),
    kept: optional(bool('The services keep running')),
    stopped: nullable(names('The stopped services; null if unknown')),
    took_ms: optional(count()),
  }),
  ps: Snapshot,
  logs: LogObject,
  echo: LogObject,
  start: either(Waited, Asked),
  stop: either(Waited, Asked),
  restart: either(Waited, Asked),
  wait: Waited,
  kill: object({
    ok: always(true),
    services: list(
      object({
        name: text(),
        signal: text(),
        pid: nullable(count()),
        state: nullable(StateWord),
      }),
    ),
  }),
  why: either(Problems, either(Why, list(Why, 'For several names'))),
  history: list(object({ at: time('When'), at_ms: AT_MS, text: text(), ...Happened })),
  events: EventObject,
  timings: object({
    at: time('When the start began'),
    total_ms: count(),
    complete: bool('All became ready'),
    critical_path: names('The services that determined the total time, in order'),
    services: list(
      object({
        name: text(),
        kind: oneOf(['service', 'oneshot', 'target']),
        queued_ms: optional(integer('Until nothing held it back')),
        building_ms: optional(integer('During its build')),
        starting_ms: optional(integer('Until its process was there')),
        probing_ms: optional(integer('From then until it was ready')),
        working_ms: optional(integer('For a oneshot, instead of `probing_ms`')),
        ready_at_ms: nullable(count('Time after the beginning of the start')),
        own_ms: nullable(integer('From when nothing held it back until it was ready')),
        usual_ms: nullable(integer('Median of `own_ms` in earlier starts')),
        gain_ms: integer('How much earlier everything would be ready if this service took no time'),
        critical: bool(),
      }),
    ),
    earlier: list(object({ at: time('When'), total_ms: count() })),
  }),
  tree: list(Node),
  attach: Refusal,
  send: object({ ok: always(true), services: names('The services on whose terminals it was typed') }),
  run: Command,
  test: object({
    ok: bool('The command ended with 0, and no service failed for good'),
    status: count('The exit status of zdev: that of the command, or 1'),
    stage: oneOf(['up', 'command'], 'Where it ended: the services did not come up, or the command ran'),
    failed: nullable(text('The service that failed for good while the command ran')),
    problems: list(Problem, 'Why the services did not come up, or failed'),
  }),
  env: anyObject('The value of each variable, by name'),
  reload: Reloaded,
  ls: list(
    object({
      name: text(),
      dir: text(),
      pid: count('Pid of the supervisor'),
      socket: text(),
      branch: nullable(text('Branch of the git checkout that contains it')),
      isolated: bool('All its ports are leased'),
      ports: list(object({ service: text(), name: nullable(text('If it has several ports')), port: count() })),
      names: list(object({ service: text(), url: text() }), 'The names of its services for browsers'),
      services: nullable(list(Row, 'Null if the supervisor does not answer')),
    }),
  ),
  check: object({
    project: object({ name: text(), dir: text(), files: names('The files that it was read from') }),
    services: list(anyObject('With the keys of zinit.toml')),
    diagnostics: list(Diagnostic),
  }),
  init: object({
    ok: bool('The text has no errors'),
    file: text(),
    written: bool(),
    text: text('Content of the file'),
    services: list(object({ name: text(), from: text('The file in which it was found') })),
    doubts: names('What the user should check'),
    left_out: list(object({ what: text(), why: text() })),
    diagnostics: list(Diagnostic),
  }),
  export: object({
    ok: always(true),
    format: text(),
    files: list(
      object({
        path: text('Path of the written file; without `--output`, its name'),
        text: text(),
        state: nullable(oneOf(['written', 'replaced', 'as it was'], 'Null without `--output`')),
      }),
    ),
    warnings: names('Where the format differs from the project'),
  }),
  'agent-guide': object({ ok: always(true), text: text() }),
  schema: anyObject('The JSON Schema of zinit.toml'),
  completion: object({ ok: always(true), shell: text(), script: text() }),
} as const;

/** A command that prints JSON. */
export type OutputName = keyof typeof OUTPUTS;
/** What it prints. */
export type OutputOf<N extends OutputName> = Infer<(typeof OUTPUTS)[N]>;
