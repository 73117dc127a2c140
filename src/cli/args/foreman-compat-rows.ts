import type { CommandRow, OptionRow } from './option-row.ts';

/** Options of `up` that foreman, overmind or hivemind have too, with the same letters. */
export const FOREMAN_COMPAT_OPTIONS = [
  {
    name: 'only',
    short: 'l',
    also: ['processes'],
    value: 'NAMES',
    summary: 'start only these and what they need (separated by commas; `*` stands for any part of a name)',
  },
  {
    name: 'except',
    short: 'x',
    also: ['ignored-processes'],
    value: 'NAMES',
    summary: 'do not start these; start them later with `zdev start NAME`',
  },
  { name: 'can-die', value: 'NAMES', summary: 'keep the others running when these end, and do not restart these' },
  { name: 'any-can-die', summary: 'the same as --can-die with every service' },
  {
    name: 'auto-restart',
    short: 'r',
    value: 'NAMES',
    summary: 'restart these whenever they end; `all` means every service',
  },
  {
    name: 'stop-timeout',
    short: 't',
    value: 'SECONDS',
    summary: 'send SIGKILL this long after the stop signal (5 for a Procfile)',
  },
  {
    name: 'stop-signals',
    short: 'i',
    value: 'SIGNALS',
    summary: 'use other stop signals than SIGTERM, such as web=INT,worker=QUIT',
  },
  { name: 'color', summary: 'print colours even into a file or a pipe' },
  { name: 'timestamp', summary: 'print the time before each line, even if .foreman says otherwise' },
] as const satisfies readonly OptionRow[];

/** In `foreman start`, `-d` is the directory; in overmind, `-D` is the background. */
const LETTERS: Readonly<Record<string, string>> = { root: 'd', detach: 'D' };

/** `start` has the options of a client and, for a project that does not run yet, those of `up`. */
export function startRow<Name extends string>(
  client: CommandRow & { readonly name: Name },
  up: CommandRow,
): CommandRow & { readonly name: Name } {
  const own = new Set(client.options.map(({ name }) => name));
  const more = up.options
    .filter(({ name }) => !own.has(name))
    .map((option) => ({ ...option, short: LETTERS[option.name] ?? option.short }));
  return { ...client, options: [...client.options, ...more] as OptionRow[] };
}
