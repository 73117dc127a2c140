/** Options of the Procfile family that zdev does not have, and what to do in place of them. */
const FOREIGN: Readonly<Record<string, string>> = {
  '-c': '-c is --color in foreman and --can-die in overmind: write the one you mean',
  '-P': 'ports are 100 apart; "port" in a zinit.toml gives a process another',
  '-N': 'a process that has no use for PORT may leave it alone',
  '-H': 'commands are run by /bin/sh; write bash -c "…" in the Procfile',
  '-w': 'the title of the terminal is left alone',
  '-b': 'the colours are those of foreman, in turn',
  '-T': 'times are shown already; --no-timestamp turns them off',
  '-s': 'the socket is .zdev/zdev.sock of the project',
  '--no-prefix': 'zdev logs --json prints lines by themselves',
};

/** What to do in place of an option that a command line of another tool has; null for any other. `said` is commander's message. */
export function hintForForeign(said: string): string | null {
  const [, option = ''] = /^error: unknown option '([^'=]+)/.exec(said) ?? [];
  return Object.hasOwn(FOREIGN, option) ? FOREIGN[option]! : null;
}
