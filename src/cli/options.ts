/** One option of a command. From these rows come both parsers, the help, the completions and `docs/reference/cli.md`. */
export interface OptionRow {
  /** Long name without dashes. */
  readonly name: string;
  readonly short?: string;
  /** Name of its value in the help; without one it is a switch. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly summary: string;
}

/** One command of the program. */
export interface CommandRow {
  readonly name: string;
  /** Its arguments, as in a usage line. */
  readonly args: string;
  readonly summary: string;
  readonly options: readonly OptionRow[];
}

/** How a project is found and read: the same for every command that reads one. */
const PROJECT_OPTIONS: readonly OptionRow[] = [
  { name: 'file', short: 'f', value: 'FILE', summary: 'Procfile, zinit.toml, or a directory of zinit units' },
  { name: 'env', short: 'e', value: 'FILES', summary: 'env files instead of .env, separated by commas' },
  { name: 'formation', short: 'm', value: 'COUNTS', summary: 'instances of Procfile entries, such as web=2,worker=1' },
  { name: 'port', short: 'p', value: 'PORT', summary: 'base port of Procfile entries (default 5000)' },
];

export const UP: CommandRow = {
  name: 'up',
  args: '[NAME...]',
  summary: 'start the services (all, or those named and what they need) and show their output',
  options: [
    ...PROJECT_OPTIONS,
    {
      name: 'exit-on',
      value: 'WHEN',
      choices: ['any', 'failure', 'all', 'never'],
      summary: 'end when any service ends, one fails for good, all have ended, or never',
    },
    { name: 'no-tui', summary: 'the plain stream of log lines, also on a terminal' },
    { name: 'no-watch', summary: 'do not restart services when their files change' },
    { name: 'no-timestamp', summary: 'no time in front of each line' },
    { name: 'free-ports', summary: 'end processes that hold a port which a service needs' },
  ],
};

export const CHECK: CommandRow = {
  name: 'check',
  args: '',
  summary: 'say what is wrong with the project files, and what is likely a mistake',
  options: [...PROJECT_OPTIONS, { name: 'json', summary: 'the services and the findings as JSON' }],
};

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandRow[] = [UP, CHECK];

/** Values as the parsers give them: by long name; a switch is true, `no-x` included. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;
