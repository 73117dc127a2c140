import type { CommandRow, OptionRow } from './row.ts';

const FILE = {
  name: 'file',
  short: 'f',
  value: 'FILE',
  summary: 'the project of this file or directory, in place of the current one',
} as const satisfies OptionRow;
const JSON_OPTION = { name: 'json', summary: 'as JSON' } as const satisfies OptionRow;
const MASK = {
  name: 'mask-secrets',
  summary: 'with --json: without values that look secret',
} as const satisfies OptionRow;
const TIMEOUT = { name: 'timeout', value: 'SECONDS', summary: 'wait no longer than this' } as const satisfies OptionRow;
const NO_WAIT = { name: 'no-wait', summary: 'ask for it, and return at once' } as const satisfies OptionRow;

export const DOWN = {
  name: 'down',
  also: ['quit', 'q'],
  args: '',
  summary: 'stop all services in order, and zdev itself; return when they are gone',
  options: [
    FILE,
    { name: 'keep', summary: 'end only zdev, and leave the services to the next `zdev up`' },
    { name: 'timeout', value: 'SECONDS', summary: 'kill what is still alive after this time' },
  ],
} as const satisfies CommandRow;

export const PS = {
  name: 'ps',
  alias: 'status',
  args: '[NAME...]',
  summary: 'list the services: state and reason, pid, uptime, restarts, port, processor and memory',
  options: [
    FILE,
    JSON_OPTION,
    MASK,
    { name: 'quiet', short: 'q', summary: 'only the names, one a line' },
    { name: 'all', short: 'a', summary: 'every service, as without it' },
  ],
} as const satisfies CommandRow;

export const LOGS = {
  name: 'logs',
  args: '[NAME...]',
  summary: 'show the output of the services, also after they were stopped',
  options: [
    { name: 'file', value: 'FILE', summary: FILE.summary },
    { name: 'follow', short: 'f', summary: 'go on with what comes, until the project goes down' },
    {
      name: 'lines',
      short: 'n',
      also: ['tail'],
      value: 'COUNT',
      summary: 'the last so many lines, or `all` (default 100)',
    },
    {
      name: 'since',
      value: 'WHEN',
      summary: 'what came after: 90s, 10m, 2h, or a time such as 14:05 or 2026-01-31T10:00',
    },
    { name: 'until', value: 'WHEN', summary: 'what came before: a time, as for --since' },
    { name: 'grep', short: 'g', value: 'REGEX', summary: 'lines that match, in any case if all of it is lower case' },
    { name: 'run', value: 'RUN', summary: 'of this run; -1 is the one before the last' },
    { name: 'no-timestamp', summary: 'no time in front of each line' },
    { name: 'json', summary: 'a JSON object a line' },
  ],
} as const satisfies CommandRow;

export const START = {
  name: 'start',
  also: ['s'],
  args: '[NAME...]',
  summary:
    'start services and what they need, and return when they are ready; where zdev does not run: `up`, as foreman',
  options: [
    { ...FILE, also: ['procfile'], summary: 'the project of this Procfile, zinit.toml or directory' },
    { name: 'no-deps', summary: 'do not start what they need' },
    { ...TIMEOUT, summary: 'wait no longer than this; where zdev does not run, as --stop-timeout' },
    NO_WAIT,
  ],
} as const satisfies CommandRow;

export const STOP = {
  name: 'stop',
  also: ['interrupt', 'i'],
  args: '[NAME...]',
  summary: 'stop services (all, or those named), and before them what requires them; return when they are gone',
  options: [FILE, TIMEOUT, NO_WAIT],
} as const satisfies CommandRow;

export const RESTART = {
  name: 'restart',
  also: ['r'],
  args: '[NAME...]',
  summary: 'stop services (all that are wanted, or those named) and start them again; return when they are ready',
  options: [FILE, { name: 'dependents', summary: 'what requires them as well' }, TIMEOUT, NO_WAIT],
} as const satisfies CommandRow;

export const KILL = {
  name: 'kill',
  also: ['k'],
  args: '[NAME...]',
  summary:
    'send a signal to services; what ends by it is restarted if its policy says so; without names, kill everything and end zdev',
  options: [
    FILE,
    {
      name: 'signal',
      short: 's',
      value: 'SIGNAL',
      bare: true,
      summary: 'name or number (default SIGTERM); -9 and -HUP do as well',
    },
  ],
} as const satisfies CommandRow;

export const WHY = {
  name: 'why',
  args: '[NAME...]',
  summary:
    'say why services are not running, down to the causes and their last output; without names, everything that is not as wanted; exit status 1 where something is not',
  options: [FILE, JSON_OPTION, MASK],
} as const satisfies CommandRow;

export const HISTORY = {
  name: 'history',
  args: '[NAME...]',
  summary: 'say what has become of the services, when and why; also after zdev has ended',
  options: [
    FILE,
    {
      name: 'lines',
      short: 'n',
      also: ['tail'],
      value: 'COUNT',
      summary: 'the last so many entries, or `all` (default 100)',
    },
    {
      name: 'since',
      value: 'WHEN',
      summary: 'what came after: 90s, 10m, 2h, or a time such as 14:05 or 2026-01-31T10:00',
    },
    { name: 'until', value: 'WHEN', summary: 'what came before: a time, as for --since' },
    {
      name: 'record',
      value: 'FILE',
      summary: 'write the record of the last events there, to report a mistake of zdev with',
    },
    JSON_OPTION,
    MASK,
  ],
} as const satisfies CommandRow;

export const TREE = {
  name: 'tree',
  args: '',
  summary: 'show what requires what, with states',
  options: [FILE, JSON_OPTION, MASK],
} as const satisfies CommandRow;

export const ATTACH = {
  name: 'attach',
  also: ['connect', 'c'],
  args: 'NAME',
  summary: 'connect this terminal to that of a service; Ctrl-] leaves',
  options: [FILE],
} as const satisfies CommandRow;

export const SEND = {
  name: 'send',
  args: 'NAME KEYS...',
  rest: true,
  summary:
    'type on the terminal of a service: texts, and keys such as Enter, C-c, Up, F5; without any, what comes on stdin',
  options: [FILE],
} as const satisfies CommandRow;

export const ECHO = {
  name: 'echo',
  args: '',
  summary: 'show the output of all services from now on',
  options: [FILE],
} as const satisfies CommandRow;

export const RELOAD = {
  name: 'reload',
  args: '',
  summary: 'read the config again: start what was added, stop what was removed, restart what changed',
  options: [FILE, JSON_OPTION, MASK],
} as const satisfies CommandRow;

export const LS = {
  name: 'ls',
  args: '',
  summary: 'list all projects that run on this machine',
  options: [JSON_OPTION, MASK],
} as const satisfies CommandRow;

export const MCP = {
  name: 'mcp',
  args: '',
  summary: 'serve coding agents over stdin and stdout with the Model Context Protocol',
  options: [FILE, { name: 'read-only', summary: 'only tools that change nothing' }],
} as const satisfies CommandRow;

export const AGENT_GUIDE = {
  name: 'agent-guide',
  args: '',
  summary: 'print a page about zdev for the AGENTS.md of a project',
  options: [],
} as const satisfies CommandRow;

export const COMPLETION = {
  name: 'completion',
  args: 'SHELL',
  choices: ['bash', 'zsh', 'fish'],
  summary: 'print the completion script for bash, zsh or fish',
  options: [],
} as const satisfies CommandRow;

export const COMPLETE = {
  name: '__complete',
  args: '[WORD...]',
  rest: true,
  hidden: true,
  summary: 'what could stand in place of the last word',
  options: [],
} as const satisfies CommandRow;
