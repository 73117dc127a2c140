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
    code: text('Stable; docs/diagnostics.md lists them'),
    message: text(),
    file: nullable(text('As the user would write it')),
    line: nullable(count()),
    column: nullable(count()),
    source: nullable(text('The line itself')),
    hint: nullable(text('What to do')),
  }),
);

/** What any command prints instead of its answer if it fails. */
export const Refusal = named(
  'Error',
  object({
    ok: always(false),
    error: object({
      code: oneOf(Object.keys(ERROR_CODES) as ErrorCode[], 'Stable'),
      message: text('What went wrong, for people'),
      hint: nullable(text('What to do')),
    }),
    diagnostics: optional(list(Diagnostic, 'With the code `config`: what is wrong in the project files')),
  }),
);

/** The result of `start`, `stop`, `restart` and `wait`. */
const Waited = object({
  ok: bool('All are as asked'),
  services: list(
    object({
      name: text(),
      ok: bool(),
      until: oneOf(['ready', 'settled', 'healthy', 'stopped'], 'What was waited for'),
      after_ms: count(),
      timed_out: bool(),
      reason: nullable(text('Where it is not so: the state in words')),
      roots: list(Problem, 'Where it is not so: why'),
    }),
  ),
});

/** The result with `--no-wait`. */
const Asked = object({
  ok: always(true),
  asked: list(object({ name: text(), intent: oneOf(['up', 'down']), state: StateWord }), 'How they are at once'),
});

const TREE_NODE = 'TreeNode';
const Node = named(
  TREE_NODE,
  object({
    name: text(),
    kind: oneOf(['service', 'oneshot', 'target']),
    state: StateWord,
    reason: text('The state in words, with its reason'),
    requires: names('All that it requires'),
    children: list<Shape<Readonly<Record<string, unknown>>>>({ [NAME]: TREE_NODE }, 'What it requires'),
  }),
);

const CAUSE = nullable(object(CauseFields));

const Happened = {
  service: nullable(text('Null for zdev itself')),
  level: oneOf(['info', 'error']),
  event: nullable(text('What it followed on')),
  cause: CAUSE,
};

const LOG_TIME = { time: time('When'), at_ms: AT_MS };
const ZDEV = { ...LOG_TIME, stream: always('zdev') };
const LogObject = either(
  object({
    type: always('output'),
    ...LOG_TIME,
    stream: oneOf(['stdout+stderr'], 'Both are read as one, in the order in which they were written'),
    service: text(),
    run: count(),
    at: count('Where it begins in the output of its run, in bytes'),
    text: text(),
  }),
  either(
    object({ type: always('missed'), ...ZDEV, missed: count('So many lines came and went while nobody read') }),
    either(
      object({ type: always('run'), ...ZDEV, service: text(), run: count('It has begun') }, 'With `--follow`'),
      object(
        {
          type: always('service'),
          ...ZDEV,
          service: text(),
          run: count(),
          state: StateWord,
          ready: bool(),
          pid: nullable(count()),
          text: nullable(text('What has become of it, in words where it is worth some')),
          level: oneOf(['info', 'error']),
        },
        'With `--follow`',
      ),
    ),
  ),
);

const EVENT_TIME = { cursor: text('To go on after this one'), at: time('When'), at_ms: AT_MS };
const EventObject = either(
  object({ type: always('output'), ...EVENT_TIME, service: text(), run: count(), text: text() }),
  either(
    object({
      type: always('missed'),
      ...EVENT_TIME,
      what: oneOf(['states', 'output'], 'What is not kept any more'),
      count: nullable(count()),
    }),
    object({
      type: oneOf(['service', 'supervisor']),
      ...EVENT_TIME,
      state: optional(StateWord),
      ready: optional(bool()),
      run: optional(count()),
      pid: optional(nullable(count())),
      text: nullable(text('In words, where it is worth some')),
      ...Happened,
    }),
  ),
);

const Command = object({
  ok: bool('Its exit status is 0'),
  status: count('Its exit status; 128+n after signal n, 127 where there is no such command'),
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
        pid: nullable(count('Of the supervisor')),
        already_up: bool('It ran before'),
      },
      'Without `--wait`',
    ),
  ),
  down: object({
    ok: always(true),
    dir: text(),
    ran: bool('zdev did run'),
    kept: optional(bool('Its services live on')),
    stopped: nullable(names('Null where that is not known')),
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
    critical_path: names('Those that the rest waited for, the first one first'),
    services: list(
      object({
        name: text(),
        kind: oneOf(['service', 'oneshot', 'target']),
        queued_ms: optional(integer()),
        building_ms: optional(integer()),
        starting_ms: optional(integer()),
        probing_ms: optional(integer()),
        working_ms: optional(integer('Of a oneshot, in place of `probing_ms`')),
        ready_at_ms: nullable(count('After the beginning of the start')),
        own_ms: nullable(integer('From when it might start until it was ready')),
        usual_ms: nullable(integer('The same in earlier starts')),
        gain_ms: integer('So much earlier would all be ready if it were at once'),
        critical: bool(),
      }),
    ),
    earlier: list(object({ at: time('When'), total_ms: count() })),
  }),
  tree: list(Node),
  attach: Refusal,
  send: object({ ok: always(true), services: names('On whose terminals it was typed') }),
  run: Command,
  test: object({
    ok: bool('The command ended with 0, and the services lived'),
    status: count('The exit status of zdev: that of the command, or 1'),
    stage: oneOf(['up', 'command'], 'What it ended in: the services did not come up, or the command ran'),
    failed: nullable(text('The service that failed for good while the command ran')),
    problems: list(Problem, 'Why the services did not come up, or failed'),
  }),
  env: anyObject('The value of each variable, by its name'),
  reload: Reloaded,
  ls: list(
    object({
      name: text(),
      dir: text(),
      pid: count('Of the supervisor'),
      socket: text(),
      branch: nullable(text('Of the git checkout that it is in')),
      isolated: bool('All its ports are leased'),
      ports: list(object({ service: text(), name: nullable(text('Of several ports: which')), port: count() })),
      names: list(object({ service: text(), url: text() }), 'The names of its services for browsers'),
      services: nullable(list(Row, 'Null where the supervisor does not answer')),
    }),
  ),
  check: object({
    project: object({ name: text(), dir: text(), files: names('What it was read from') }),
    services: list(anyObject('Keys are called as in zinit.toml')),
    diagnostics: list(Diagnostic),
  }),
  init: object({
    ok: bool('What was written has no errors'),
    file: text(),
    written: bool(),
    text: text('What it holds'),
    services: list(object({ name: text(), from: text('In which file it was found') })),
    doubts: names('What should be looked at'),
    left_out: list(object({ what: text(), why: text() })),
    diagnostics: list(Diagnostic),
  }),
  export: object({
    ok: always(true),
    format: text(),
    files: list(
      object({
        path: text('Where it was written; without `--output`, its name'),
        text: text(),
        state: nullable(oneOf(['written', 'replaced', 'as it was'], 'Null without `--output`')),
      }),
    ),
    warnings: names('What the format does not say as the project does'),
  }),
  'agent-guide': object({ ok: always(true), text: text() }),
  schema: anyObject('The JSON Schema of zinit.toml'),
  completion: object({ ok: always(true), shell: text(), script: text() }),
} as const;

/** A command that prints JSON. */
export type OutputName = keyof typeof OUTPUTS;
/** What it prints. */
export type OutputOf<N extends OutputName> = Infer<(typeof OUTPUTS)[N]>;
