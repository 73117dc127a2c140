import * as client from './client-rows.ts';
import { FOREMAN_COMPAT_OPTIONS, startRow } from './foreman-compat-rows.ts';
import type { CommandRow, OptionRow } from './option-row.ts';
import * as tools from './tool-rows.ts';

export type { CommandRow, OptionRow } from './option-row.ts';

/** How to find and read a project: the same for every command that reads one. */
const PROJECT_OPTIONS = [
  {
    name: 'file',
    short: 'f',
    also: ['procfile'],
    value: 'FILE',
    repeats: true,
    summary: 'read this Procfile, zinit.toml, compose file (several are merged) or directory of zinit units',
  },
  {
    name: 'profile',
    value: 'NAMES',
    repeats: true,
    summary: 'turn on these profiles of a compose file, in addition to COMPOSE_PROFILES',
  },
  {
    name: 'namespace',
    short: 'n',
    value: 'NAMES',
    repeats: true,
    summary: 'read only these namespaces of a process-compose file',
  },
  { name: 'root', value: 'DIR', summary: 'run the commands of a Procfile in this directory (default: its own)' },
  { name: 'env', short: 'e', value: 'FILES', summary: 'read these env files instead of .env (separated by commas)' },
  {
    name: 'formation',
    short: 'm',
    value: 'COUNTS',
    summary: 'how many instances of each Procfile entry to run, such as web=2,worker=1',
  },
  { name: 'port', short: 'p', value: 'PORT', summary: 'first port of Procfile entries (default 5000)' },
  {
    name: 'port-step',
    short: 'P',
    value: 'COUNT',
    summary: 'distance between the ports of two entries (default 100)',
  },
  {
    name: 'isolated',
    summary: 'give every service a free port that stays the same, so that several checkouts can run at once',
  },
] as const satisfies readonly OptionRow[];

export const UP = {
  name: 'up',
  args: '[NAME...]',
  summary: 'start all services, or the named ones and what they need, and show their output',
  options: [
    ...PROJECT_OPTIONS,
    { name: 'detach', short: 'd', also: ['daemonize'], summary: 'run in the background; `zdev down` ends it' },
    {
      name: 'replace',
      summary: 'take over from the zdev that runs here; what runs in the background is not restarted',
    },
    { name: 'wait', summary: 'with --detach: wait until all are ready; status 1 if that is impossible' },
    { name: 'timeout', value: 'SECONDS', summary: 'with --wait: give up after this time (default 120)' },
    { name: 'json', summary: 'with --detach or --wait: print the result as JSON' },
    { name: 'mask-secrets', summary: 'with --json: hide values that look secret' },
    {
      name: 'exit-on',
      value: 'WHEN',
      choices: ['any', 'failure', 'all', 'never'],
      summary: 'end when any service ends, when one fails for good, when all have ended, or never',
    },
    { name: 'no-tui', summary: 'print plain log lines instead of the screen' },
    { name: 'no-mouse', summary: 'leave the mouse to the terminal' },
    { name: 'no-watch', summary: 'do not restart services when their files change' },
    { name: 'no-timestamp', summary: 'print no time before each line' },
    { name: 'free-ports', summary: 'end processes that hold a port that a service needs' },
    ...FOREMAN_COMPAT_OPTIONS,
  ],
} as const satisfies CommandRow;

/**
 * What `zdev up` starts when the supervisor is a separate process. It takes the command line of `up`, and no help lists
 * it.
 */
export const SUPERVISE = {
  ...UP,
  name: 'supervise',
  hidden: true,
  options: [
    ...UP.options,
    { name: 'owner', summary: 'ends in order when the process that started it is gone' },
    { name: 'terminal-size', value: 'COLUMNSxROWS', summary: 'of the terminal that its owner shows the services on' },
  ],
} as const satisfies CommandRow;

const CHECK = {
  name: 'check',
  args: '',
  summary: 'validate the project files',
  // The options of `up`, so that changing one word of a command line shows what `up` would do.
  options: [
    ...UP.options.filter(({ name }) => name !== 'json'),
    { name: 'json', summary: 'print the services and the diagnostics as JSON' },
  ],
} as const satisfies CommandRow;

const INIT = {
  name: 'init',
  args: '',
  summary: 'write a zinit.toml for this project, from its Procfile, package.json, compose files and so on',
  options: [
    { name: 'print', summary: 'print it instead of writing it' },
    { name: 'json', summary: 'print what was found and written as JSON' },
  ],
} as const satisfies CommandRow;

const EXPORT = {
  name: 'export',
  args: 'FORMAT',
  choices: ['systemd', 'launchd', 'compose', 'kubernetes', 'procfile', 'upstart', 'runit', 'supervisord'],
  summary: 'write the project as files of another supervisor, and list what those cannot express',
  options: [
    ...PROJECT_OPTIONS,
    {
      name: 'output',
      short: 'o',
      value: 'DIR',
      summary: 'write the files to this directory (default: print a single file)',
    },
    { name: 'force', summary: 'with --output: replace existing files that differ' },
    { name: 'json', summary: 'print the files and the warnings as JSON' },
  ],
} as const satisfies CommandRow;

const SCHEMA = {
  name: 'schema',
  args: '',
  summary: 'print the JSON Schema of zinit.toml',
  options: [{ name: 'json', summary: 'print errors as JSON, too' }],
} as const satisfies CommandRow;

const RUN = {
  name: 'run',
  also: ['exec', 'e'],
  args: '[NAME] [--] [COMMAND...]',
  rest: true,
  summary: 'run the command of a service once, or another command in its directory and environment',
  options: [
    ...PROJECT_OPTIONS,
    { name: 'json', summary: 'print the exit status as JSON; the output of the command goes to stderr' },
  ],
} as const satisfies CommandRow;

const ENV = {
  name: 'env',
  args: '[NAME]',
  summary: 'print the variables of a service, or of the project with all its ports, for eval "$(zdev env NAME)"',
  options: [
    ...PROJECT_OPTIONS,
    { name: 'json', summary: 'print JSON' },
    { name: 'mask-secrets', summary: 'hide values that look secret' },
  ],
} as const satisfies CommandRow;

const TEST = {
  name: 'test',
  args: '[NAME...] -- COMMAND...',
  rest: true,
  summary: 'bring services up on free ports, run a command against them, and take them down',
  options: [
    ...PROJECT_OPTIONS,
    { name: 'timeout', value: 'SECONDS', summary: 'how long the services may take to be ready (default 120)' },
    { name: 'retry-up', value: 'COUNT', summary: 'start failed services again up to COUNT times before giving up' },
    { name: 'logs', summary: 'print the output of the services as well, on stderr' },
    { name: 'keep', summary: 'after the command, leave everything up until Ctrl-C' },
    { name: 'json', summary: 'print the outcome and its reasons as JSON; the output of the command goes to stderr' },
  ],
} as const satisfies CommandRow;

/** The rows as written: their names become types. `start` has options of `up` besides its own. */
const ROWS = [
  UP,
  client.DOWN,
  client.PS,
  client.LOGS,
  client.START,
  client.STOP,
  client.RESTART,
  client.KILL,
  client.WHY,
  client.HISTORY,
  client.EVENTS,
  client.WAIT,
  client.TIMINGS,
  client.TREE,
  client.ATTACH,
  client.SEND,
  client.ECHO,
  RUN,
  TEST,
  ENV,
  client.RELOAD,
  client.LS,
  CHECK,
  INIT,
  EXPORT,
  tools.MCP,
  tools.AGENT_GUIDE,
  SCHEMA,
  tools.COMPLETION,
  tools.COMPLETE,
] as const;

/** Every command, in the order of the help. */
export const COMMANDS: readonly KnownCommand[] = ROWS.map((row) => (row === client.START ? startRow(row, UP) : row));

/** The name of a command. */
export type CommandName = (typeof ROWS)[number]['name'];

/** A command that has an action. */
export type KnownCommand = CommandRow & { readonly name: CommandName };

/** An option of any command, as in its row. */
type AnyOption = (typeof ROWS)[number]['options'][number] | (typeof SUPERVISE)['options'][number];

type ValueOf<Row> = Row extends { readonly value: string }
  ? Row extends { readonly repeats: true }
    ? string | readonly string[]
    : string
  : boolean;

/** The values of the options of a command, by long name. A name that is in no row does not compile. */
export type OptionValues = { readonly [Row in AnyOption as Row['name']]?: ValueOf<Row> | undefined };

/** The long name of an option. */
export type OptionName = keyof OptionValues;

/**
 * Without `as const`, a row would allow every name, and misspellings would compile. This line then does not compile.
 */
const _namesAreTypes: string extends CommandName | OptionName ? never : true = true;
