import type { CommandRow, OptionRow } from './row.ts';

/** Options of `up` that foreman, overmind or hivemind have as well, by the letters that they have there. */
export const FAMILY_OPTIONS = [
  {
    name: 'only',
    short: 'l',
    also: ['processes'],
    value: 'NAMES',
    summary: 'start only these, and what they need; separated by commas, `*` for any part of a name',
  },
  {
    name: 'except',
    short: 'x',
    also: ['ignored-processes'],
    value: 'NAMES',
    summary: 'do not start these; `zdev start` still can',
  },
  { name: 'can-die', value: 'NAMES', summary: 'the end of these does not end the rest; they are not restarted' },
  { name: 'any-can-die', summary: 'the same for all of them' },
  { name: 'auto-restart', short: 'r', value: 'NAMES', summary: 'start these again whenever they end; `all` means all' },
  {
    name: 'stop-timeout',
    short: 't',
    value: 'SECONDS',
    summary: 'SIGKILL comes this long after the stop signal (5 for a Procfile)',
  },
  {
    name: 'stop-signals',
    short: 'i',
    value: 'SIGNALS',
    summary: 'stop signals other than SIGTERM, such as web=INT,worker=QUIT',
  },
  { name: 'color', summary: 'colours, also into a file or a pipe' },
  { name: 'timestamp', summary: 'the time in front of each line, whatever .foreman says' },
] as const satisfies readonly OptionRow[];

/** `foreman start` has `-d` for the directory, and overmind `-D` for the background. */
const LETTERS: Readonly<Record<string, string>> = { root: 'd', detach: 'D' };

/** `start` has the options of a client, and, for a project that does not run yet, those of `up`. */
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
