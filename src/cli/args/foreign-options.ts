import { nearest } from '../../core/suggest.ts';

/** Options of other tools that zdev does not have, by command, and what to do instead. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  up: {
    '-c': '-c is --color in foreman and --can-die in overmind: write the one you mean',
    '-N': 'a process may ignore PORT',
    '-H': 'commands are run by /bin/sh; write bash -c "…" in the Procfile',
    '-w': 'zdev does not change the title of the terminal',
    '-b': 'the colours are those of foreman, in turn',
    '-T': 'zdev already shows times; --no-timestamp turns them off',
    '-s': 'the socket is .zdev/zdev.sock of the project',
    '--no-prefix': 'zdev logs --json prints lines without a prefix',
    '--build': 'builds are made before each start, when their sources have changed',
    '--no-deps': 'zdev start --no-deps NAME starts a service without what it needs',
    '--force-recreate': 'zdev restart starts services again',
    '--remove-orphans': 'zdev reload stops what the config no longer has',
    '--scale': '-m NAME=COUNT says how many instances of a Procfile entry run',
    '--tui': 'the screen is shown on a terminal; --no-tui turns it off',
    '--config': '-f FILE names the config',
    '--abort-on-container-exit': '--exit-on any ends with the first service that ends',
    '--exit-code-from': '--exit-on any ends with the first service that ends, and with its status',
  },
  logs: {
    '-t': 'zdev already shows times; --no-timestamp turns them off',
    '--timestamps': 'zdev already shows times; --no-timestamp turns them off',
    '--no-log-prefix': 'zdev logs --json prints lines without a prefix',
    '--no-color': 'NO_COLOR=1 turns colours off',
  },
  down: {
    '-v': 'zdev leaves volumes and data alone: remove them yourself',
    '--volumes': 'zdev leaves volumes and data alone: remove them yourself',
    '--remove-orphans': 'everything that zdev started is ended',
    '--rmi': 'zdev leaves images alone: remove them with your container engine',
    '-t': '--timeout SECONDS kills what is still alive after this time',
  },
  restart: {
    '--all': 'zdev restart without names restarts everything',
    '-a': 'zdev restart without names restarts everything',
    '--no-deps': 'other services are left alone; --dependents restarts what requires it, too',
    '-t': '--timeout SECONDS limits the waiting',
  },
  stop: {
    '--all': 'zdev stop without names stops everything',
    '-a': 'zdev stop without names stops everything',
    '-t': '--timeout SECONDS limits the waiting',
  },
};

/** Verbs of other tools, and the command line of zdev that does the same; null if zdev has nothing similar. */
const VERBS: Readonly<Record<string, string | null>> = {
  build: 'zdev up builds what has changed before it starts it',
  config: 'zdev check shows what is wrong with the config, zdev check --json what it comes to',
  convert: 'zdev check --json shows what the config comes to',
  create: null,
  dev: 'zdev up starts everything',
  graph: 'zdev tree shows what requires what',
  images: null,
  info: 'zdev ps shows the services, zdev ls the projects that run',
  list: 'zdev ps shows the services, zdev ls the projects that run',
  log: 'zdev logs shows the output',
  monitor: 'zdev up shows the screen',
  open: 'zdev ps shows the ports',
  pause: null,
  port: 'zdev ps NAME shows the port of a service',
  process: 'zdev ps, zdev start, zdev stop, zdev restart and zdev logs take names of services',
  processes: 'zdev ps shows the services',
  project: 'zdev ls shows the projects that run',
  pull: null,
  push: null,
  rm: null,
  scale: 'zdev up -m NAME=COUNT says how many instances of a Procfile entry run',
  services: 'zdev ps shows the services',
  show: 'zdev why NAME explains a service',
  stats: 'zdev ps shows processor and memory',
  tail: 'zdev logs -f NAME follows the output',
  top: 'zdev ps shows processor and memory',
  tui: 'zdev up shows the screen',
  ui: 'zdev up shows the screen',
  unpause: null,
  validate: 'zdev check validates the project files',
  wait: 'zdev up -d --wait waits until everything is ready',
  watch: 'zdev up restarts services when their files change',
};

/** Commands that end something for good: never suggested for a mistyped word. */
const DESTRUCTIVE = ['stop', 'kill', 'down'];

/** What to do instead of an option of another tool; null for any other option. `said` is commander's message. */
export function hintForOption(command: string, said: string): string | null {
  const [, option = ''] = /^error: unknown option '([^'=]+)/.exec(said) ?? [];
  const known = OPTIONS[command === 'start' ? 'up' : command] ?? {};
  return Object.hasOwn(known, option) ? known[option]! : null;
}

/** What to do instead of a verb that zdev does not have; null if no command is similar. */
export function hintForVerb(verb: string, commands: readonly string[]): string | null {
  if (Object.hasOwn(VERBS, verb)) return VERBS[verb]!;
  const near = nearest(
    verb,
    commands.filter((name) => !DESTRUCTIVE.includes(name)),
  );
  return near === null ? null : `did you mean "zdev ${near}"?`;
}
