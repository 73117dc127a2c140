import type { CommandRow, OptionRow } from './option-row.ts';

export const FILE = {
  name: 'file',
  short: 'f',
  value: 'FILE',
  summary: 'use the project of this file or directory',
} as const satisfies OptionRow;
export const JSON_OPTION = { name: 'json', summary: 'print JSON' } as const satisfies OptionRow;
const ERRORS_AS_JSON = { name: 'json', summary: 'print errors as JSON' } as const satisfies OptionRow;
const MASK = {
  name: 'mask-secrets',
  summary: 'with --json: hide values that look secret',
} as const satisfies OptionRow;
const TIMEOUT = {
  name: 'timeout',
  value: 'SECONDS',
  summary: 'give up waiting after this time',
} as const satisfies OptionRow;
const NO_WAIT = {
  name: 'no-wait',
  summary: 'return at once, without waiting for the result',
} as const satisfies OptionRow;

export const DOWN = {
  name: 'down',
  also: ['quit', 'q'],
  args: '',
  summary: 'stop all services in order, then zdev itself',
  options: [
    FILE,
    { name: 'keep', summary: 'end zdev only; the next `zdev up` takes over the running services' },
    { name: 'timeout', value: 'SECONDS', summary: 'kill what still runs after this time' },
    JSON_OPTION,
  ],
} as const satisfies CommandRow;

export const PS = {
  name: 'ps',
  alias: 'status',
  args: '[NAME...]',
  summary: 'list the services: state with reason, pid, uptime, restarts, port, cpu, memory',
  options: [
    FILE,
    JSON_OPTION,
    MASK,
    { name: 'quiet', short: 'q', summary: 'print only the names, one per line' },
    { name: 'all', short: 'a', summary: 'list every service; this is the default' },
  ],
} as const satisfies CommandRow;

export const LOGS = {
  name: 'logs',
  args: '[NAME...]',
  summary: 'print the output of services, also after they have stopped',
  options: [
    { name: 'file', value: 'FILE', summary: FILE.summary },
    { name: 'follow', short: 'f', summary: 'keep printing new output until the project stops' },
    {
      name: 'lines',
      short: 'n',
      also: ['tail'],
      value: 'COUNT',
      summary: 'print the last COUNT lines, or `all` (default 100)',
    },
    {
      name: 'since',
      value: 'WHEN',
      summary: 'print only what is newer: 90s, 10m, 2h, or a time such as 14:05 or 2026-01-31T10:00',
    },
    { name: 'until', value: 'WHEN', summary: 'print only what is older; takes the same times as --since' },
    {
      name: 'grep',
      short: 'g',
      value: 'REGEX',
      summary: 'print only lines that match; ignores case if REGEX is all lower case',
    },
    {
      name: 'level',
      value: 'LEVEL',
      choices: ['error', 'warning'],
      summary: 'print only lines that look like errors, or like warnings and errors',
    },
    { name: 'run', value: 'RUN', summary: 'print only this run; -1 is the run before the last' },
    { name: 'no-timestamp', summary: 'print no time before each line' },
    { name: 'json', summary: 'print one JSON object per line' },
  ],
} as const satisfies CommandRow;

export const START = {
  name: 'start',
  also: ['s'],
  args: '[NAME...]',
  summary:
    'start services and what they need, and wait until they are ready; if zdev is not running, bring the project up like `foreman start`',
  options: [
    { ...FILE, also: ['procfile'], summary: 'use the project of this Procfile, zinit.toml or directory' },
    { name: 'no-deps', summary: 'do not start the services that they need' },
    { ...TIMEOUT, summary: 'give up waiting after this time; if zdev is not running: same as --stop-timeout' },
    NO_WAIT,
    JSON_OPTION,
  ],
} as const satisfies CommandRow;

export const STOP = {
  name: 'stop',
  also: ['interrupt', 'i'],
  args: '[NAME...]',
  summary: 'stop all services, or the named ones; services that require them stop first',
  options: [FILE, TIMEOUT, NO_WAIT, JSON_OPTION],
} as const satisfies CommandRow;

export const RESTART = {
  name: 'restart',
  also: ['r'],
  args: '[NAME...]',
  summary: 'stop services and start them again, and wait until they are ready',
  options: [
    FILE,
    { name: 'dependents', summary: 'also restart the services that require them' },
    TIMEOUT,
    NO_WAIT,
    JSON_OPTION,
  ],
} as const satisfies CommandRow;

export const KILL = {
  name: 'kill',
  also: ['k'],
  args: '[NAME...]',
  summary: 'send a signal to services; without names, kill everything and end zdev',
  options: [
    FILE,
    {
      name: 'signal',
      short: 's',
      value: 'SIGNAL',
      bare: true,
      summary: 'name or number (default SIGTERM); -9 and -HUP work too',
    },
    JSON_OPTION,
  ],
} as const satisfies CommandRow;

export const WHY = {
  name: 'why',
  args: '[NAME...]',
  summary:
    'explain why services are not running, down to the root cause; without names, explain every problem; status 1 if there is a problem',
  options: [FILE, JSON_OPTION, MASK],
} as const satisfies CommandRow;

export const HISTORY = {
  name: 'history',
  args: '[NAME...]',
  summary: 'list what happened to the services, when and why; also after zdev has ended',
  options: [
    FILE,
    {
      name: 'lines',
      short: 'n',
      also: ['tail'],
      value: 'COUNT',
      summary: 'print the last COUNT entries, or `all` (default 100)',
    },
    {
      name: 'since',
      value: 'WHEN',
      summary: 'print only what is newer: 90s, 10m, 2h, or a time such as 14:05 or 2026-01-31T10:00',
    },
    { name: 'until', value: 'WHEN', summary: 'print only what is older; takes the same times as --since' },
    {
      name: 'record',
      value: 'FILE',
      summary: 'write the last events to a file, for a bug report about zdev',
    },
    JSON_OPTION,
    MASK,
  ],
} as const satisfies CommandRow;

export const EVENTS = {
  name: 'events',
  args: '[NAME...]',
  summary: 'print events and output of the services as they happen, and go on when another zdev takes over',
  options: [
    FILE,
    {
      name: 'cursor',
      value: 'CURSOR',
      summary: 'continue after this event; `start` begins with the oldest kept event (default: from now on)',
    },
    { name: 'no-follow', summary: 'end after the last event so far' },
    { name: 'no-output', summary: 'leave out the output of the services' },
    { name: 'json', summary: 'print one JSON object per line, each with its cursor' },
  ],
} as const satisfies CommandRow;

export const WAIT = {
  name: 'wait',
  args: '[NAME...]',
  summary:
    'wait until all wanted services, or the named ones, are ready, healthy or stopped; status 1 if that is impossible',
  options: [
    FILE,
    {
      name: 'until',
      value: 'WHAT',
      choices: ['ready', 'settled', 'healthy', 'stopped'],
      summary:
        'wait for this: ready (default), settled (ready, and alive for a second without a health check), healthy or stopped',
    },
    TIMEOUT,
    JSON_OPTION,
    MASK,
  ],
} as const satisfies CommandRow;

export const TIMINGS = {
  name: 'timings',
  args: '',
  summary:
    'show how long each service took in the last start, which services decided the total time, and what was slower than usual',
  options: [
    FILE,
    JSON_OPTION,
    { name: 'trace', value: 'FILE', summary: 'write a trace for Perfetto and chrome://tracing' },
  ],
} as const satisfies CommandRow;

export const TREE = {
  name: 'tree',
  args: '',
  summary: 'draw the dependency tree with states',
  options: [FILE, JSON_OPTION, MASK],
} as const satisfies CommandRow;

export const ATTACH = {
  name: 'attach',
  also: ['connect', 'c'],
  args: 'NAME',
  summary: 'connect your terminal to a service; Ctrl-] leaves',
  options: [FILE, ERRORS_AS_JSON],
} as const satisfies CommandRow;

export const SEND = {
  name: 'send',
  args: 'NAME KEYS...',
  rest: true,
  summary: 'type text and keys (Enter, C-c, Up, F5) on the terminal of a service; without KEYS, send stdin',
  options: [FILE, JSON_OPTION],
} as const satisfies CommandRow;

export const ECHO = {
  name: 'echo',
  args: '',
  summary: 'print the output of all services from now on',
  options: [FILE, JSON_OPTION],
} as const satisfies CommandRow;

export const RELOAD = {
  name: 'reload',
  args: '',
  summary: 'read the config again and apply what changed',
  options: [FILE, JSON_OPTION, MASK],
} as const satisfies CommandRow;

export const LS = {
  name: 'ls',
  args: '',
  summary: 'list all projects that run on this machine',
  options: [JSON_OPTION, MASK],
} as const satisfies CommandRow;
