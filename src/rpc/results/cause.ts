import { SEVERITIES } from '../../core/causes/problems.ts';
import {
  anyObject,
  bool,
  count,
  type Infer,
  integer,
  list,
  named,
  nullable,
  object,
  oneOf,
  optional,
  text,
} from '../shape.ts';

export const StateWord = named(
  'StateWord',
  oneOf(['inactive', 'blocked', 'starting', 'running', 'stopping', 'exited', 'failed']),
);

const LastExit = object({
  run: count(),
  code: nullable(integer()),
  signal: nullable(text('Full name, such as `SIGTERM`')),
  left: optional(
    list(
      object({ pid: count(), command: text() }),
      'If the service ended well by itself: processes that were left, and that zdev ended',
    ),
  ),
});

export const ProbeError = named(
  'ProbeError',
  object(
    {
      type: text(
        '`message`, `unknown-host`, `no-answer`, `refused`, `status`, `speaks-tls`, `speaks-plain`, `no-http`, `stranger`, `command`, `no-line`',
      ),
      text: optional(text('The error in words, if nothing else is known')),
      within_ms: optional(count()),
      host: optional(text()),
      target: optional(text()),
      port: optional(count()),
      listening: optional(
        nullable(list(anyObject('`address`, `port`, `pid`'), 'Addresses where the service listens instead')),
      ),
      request: optional(text()),
      status: optional(count('Status of the HTTP answer')),
      expected: optional(nullable(count())),
      location: optional(nullable(text('Target of a redirect'))),
      body: optional(nullable(text('The first line of the body'))),
      holder: optional(anyObject('The process that answered instead: `pid`, `command`, `owner`')),
      code: optional(nullable(integer('Exit status of the command'))),
      signal: optional(nullable(text('Full name, such as `SIGTERM`'))),
      first: optional(list(text(), 'The first lines of its output')),
      omitted: optional(count('Number of lines between `first` and `last`')),
      last: optional(list(text(), 'The last lines of its output')),
      pattern: optional(text('The pattern that a line must match')),
      lines: optional(count('Number of lines so far')),
      nearest: optional(nullable(text('The line that comes closest to the pattern'))),
      piped: optional(bool('The output goes to a pipe')),
    },
    'The result of a failed health check. The other fields depend on `type`',
  ),
);

export const Failure = named(
  'Failure',
  object(
    {
      type: text('`exit-code`, `signal`, `start-timeout`, `unhealthy`, `spawn`, `build`'),
      code: optional(nullable(integer())),
      signal: optional(nullable(text('Full name, such as `SIGTERM`'))),
      after_ms: optional(count()),
      attempts: optional(count()),
      message: optional(text()),
      last_error: optional(nullable(ProbeError)),
    },
    'Why a run failed, as data. The first cause stays. The other fields depend on `type`',
  ),
);

export const Diagnosis = named(
  'Diagnosis',
  object(
    {
      run: count('The failed run'),
      trouble: nullable(
        anyObject(
          '`type`: `dir-missing`, `dir-is-file`, `dir-forbidden`, `command-missing`, `engine-missing`, `file-missing`, `not-executable`, ' +
            '`is-directory`, `wrong-format`, `crlf`, `interpreter-missing`, `virtualenv-missing`, `script-missing`, ' +
            '`not-installed`, `port-taken`, `out-of-memory`, `variable-missing`, `rule-missing`, `workspace-missing`, `peer-refused`, ' +
            '`host-unknown`, `database-missing`, `role-missing`, `migrations-pending`, `wrong-version`, `built-for-another`, ' +
            '`forbidden`, `port-forbidden`, `stale-pid-file`, `asks`, `disk-full`, `too-many-watches`, `too-many-files`, ' +
            '`engine-down`, `engine-forbidden`, `is-root`, `lock-refused`, `login-refused`, `table-missing`, `data-of-another`, ' +
            '`heap-full`, `module-kind`, `shell-words`, `read-only`, `old-openssl`, `runs-no-typescript`. The other fields depend on `type`',
        ),
      ),
      error: list(text(), 'The lines of its output that say what went wrong, the most informative first'),
      cannot_start: bool('The service lacks something, and starts by itself once that exists'),
      awaited: list(text(), 'Paths where that may appear'),
    },
    'The diagnosis of a failed run',
  ),
);

export const Blocker = named(
  'Blocker',
  object(
    {
      type: text('`requires`, `after`, `ended`, `conflict`, `port`, `remains`, `external`'),
      name: optional(text('The service that it waits for')),
      port: optional(count()),
      holder: optional(
        nullable(
          anyObject(
            'The holder of the port: `pid`, `command`, `owner` if it is a service that zdev runs, `connection` if a connection uses ' +
              'the port and nobody listens; null while zdev checks the port',
          ),
        ),
      ),
      run: optional(count('The run whose remaining processes zdev is ending')),
      dir: optional(text('For a service of another project: the directory of that project')),
      project: optional(text('The same, relative to this project')),
      service: optional(text('Its name there')),
      seen: optional(
        anyObject(
          'Its state there: `is` is `unknown`, `down` (that project does not run), `missing` (it has no such service) or `there` ' +
            'with `state`, `ready`, `back` (the service of this project that it waits for) and `path`',
        ),
      ),
    },
    'One thing that holds a start back',
  ),
);

/** The part of a row that is the cause of the service, as data. `src/core/causes/cause.ts` explains each field. */
export const CauseFields = {
  name: text(),
  kind: oneOf(['service', 'oneshot', 'target']),
  status: oneOf(['start', 'stop', 'ignore'], 'Whether `zdev up` starts it'),
  state: StateWord,
  step: nullable(
    oneOf(
      ['building', 'spawning', 'probing', 'waiting', 'signalled', 'killed'],
      'The current step of a start or a stop',
    ),
  ),
  in_state_ms: count('How long it has been in this state'),
  ready: bool('Services that require it may start'),
  intent: oneOf(['up', 'down'], 'What the user wants'),
  asleep: optional(bool('It is stopped until a client connects')),
  started: bool('zdev has started it, or has tried to'),
  pid: nullable(count('Pid of the leader of its process group')),
  run: count('Number of its last run; 0 before the first'),
  uptime_ms: nullable(count('Duration of the current run')),
  adopted: bool('An earlier supervisor started its run'),
  restarts: count('Automatic restarts in a row'),
  next_try_in_ms: nullable(count('Time until the next automatic restart')),
  gave_up: bool('Failed, and no longer restarted'),
  blockers: list(Blocker, 'Everything that holds its start back'),
  failure: nullable(Failure),
  failed_runs: nullable(
    object(
      { count: count(), run: count(), failure: Failure, lasted_ms: count() },
      'How many runs have failed in a row, and the number, the failure and the duration of the last one',
    ),
  ),
  trigger: nullable(
    object(
      {
        type: text('`user`, `signal`, `shutdown`, `dependency`, `reload`, `connection`, `idle`, `files`'),
        signal: optional(text('The signal that the user sent')),
        run: optional(count('The run that the signal ended')),
        by: optional(
          object(
            { name: nullable(text()), pid: nullable(count()) },
            'The client that requested it; null if it did not introduce itself',
          ),
        ),
        what: optional(text('The action that the user requested')),
        name: optional(text('Name of the dependency')),
        paths: optional(list(text())),
      },
      'Why its last run was stopped or replaced',
    ),
  ),
  self_written: list(text(), 'Watched files that the service writes itself. Their changes are ignored'),
  checked: bool('It has a health check'),
  probe_error: nullable(ProbeError),
  probe_doubt: nullable(ProbeError),
  diagnosis: nullable(Diagnosis),
  health_failures: count('Failed health checks in a row in this run'),
  suspended: bool('Its processes are suspended by SIGSTOP or by their terminal'),
  awaits_input: optional(
    nullable(
      object(
        { text: text('The question'), terminal: bool('It has a terminal: `zdev attach` or `zdev send` can answer') },
        'It has printed a part of a line, and waits for input',
      ),
    ),
  ),
  unhealthy: bool('Running, and its health check has failed too often'),
  building: bool('A build is under way'),
  build_failure: nullable(Failure),
  last_exit: nullable(LastExit),
  exit_code: nullable(integer('Exit status of an exited service; null for a stop')),
  stop: nullable(
    object({
      signal: text('The stop signal'),
      sent_ms: count('Time since the signal was sent'),
      kill_in_ms: nullable(count('Time until SIGKILL; null after SIGKILL')),
      by_command: optional(bool('Its stop command runs; the signal has not been sent yet')),
      by_keys: optional(bool('Its stop keys were typed; the signal has not been sent yet')),
    }),
  ),
} as const;

export const Problem = named(
  'Problem',
  object(
    {
      name: text(),
      severity: oneOf(SEVERITIES),
      state: StateWord,
      reason: text('The state in words, with its reason'),
      details: list(text(), 'Further details, one line each'),
      next: list(text(), 'What the user can do about it'),
      output: list(text(), 'The most informative lines of its last run'),
      waiting: list(text(), 'The services that wait for it, directly or through others'),
    },
    'A service with a problem that waits for no other service',
  ),
);
export type Problem = Infer<typeof Problem>;
