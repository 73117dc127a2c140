import type { CommandRow, GivenValues, OptionRow } from './option-row.ts';

/** A parsed command line, as a command gets it. */
export interface Line {
  readonly values: GivenValues;
  readonly names: readonly string[];
}

/**
 * Parses a command line without mistakes; null for help, contradictions and mistakes, which the full parser handles.
 */
export function parseArgs(command: CommandRow, given: readonly string[]): Line | null {
  const [args, rest] = command.rest ? splitRest(command, given) : [given, []];
  if (!args.some((arg) => arg.startsWith('-'))) return faultless(command, { values: {}, names: [...args, ...rest] });
  const options: Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: boolean }> = {};
  for (const { name, short, also = [], value, repeats } of command.options) {
    const type = value ? 'string' : 'boolean';
    const multiple = repeats ? { multiple: true } : {};
    options[name] = { type, ...multiple, ...(short ? { short } : {}) };
    for (const other of also) options[other] = { type, ...multiple };
  }
  try {
    const { parseArgs } = process.getBuiltinModule('node:util');
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true });
    const values = byOwnName(command.options, parsed.values as GivenValues);
    return faultless(command, { values, names: [...parsed.positionals, ...rest] });
  } catch {
    return null;
  }
}

/** The same words, but with the option's name before a value that follows a dash directly, as in `-9`. */
export function withBareValues(command: CommandRow, given: readonly string[]): readonly string[] {
  const option = command.options.find(({ bare }) => bare);
  if (!option) return given;
  const end = given.indexOf('--');
  return given.flatMap((word, i) => {
    const isBare = (end < 0 || i < end) && /^-(?:\d+|[A-Z][A-Z\d]+)$/.test(word);
    return isBare ? [`--${option.name}`, word.slice(1)] : [word];
  });
}

function faultless(command: CommandRow, line: Line): Line | null {
  const { values, names } = line;
  const valid = hasValidChoices(command, values) && hasEnough(command.args, names.length);
  return valid && !contradictsItself(values) ? line : null;
}

/** Renames options of other tools to zdev's names, unless zdev's name was given too. */
export function byOwnName(rows: readonly OptionRow[], values: GivenValues): GivenValues {
  const own = rows.map(({ name, also = [] }) => {
    const given = [name, ...also].find((each) => values[each] !== undefined);
    const value = given === undefined ? undefined : values[given];
    return [name, Array.isArray(value) && value.length === 1 ? (value[0] as string) : value] as const;
  });
  return Object.fromEntries(own.filter(([, value]) => value !== undefined));
}

/** Splits the command line of a command that passes the rest on unchanged. Its own options come first. */
export function splitRest(command: CommandRow, args: readonly string[]): [own: readonly string[], rest: string[]] {
  let at = 0;
  for (; args[at]?.startsWith('-') && args[at] !== '--'; at++) {
    const word = args[at] as string;
    const row = command.options.find(({ name, short, also = [] }) => {
      return word === `-${short}` || [name, ...also].some((each) => word === `--${each}`);
    });
    if (row?.value) at++;
  }
  return [args.slice(0, at), args.slice(at)];
}

function hasValidChoices(command: CommandRow, values: GivenValues): boolean {
  return command.options.every(({ name, choices }) => {
    return !choices || values[name] === undefined || choices.includes(String(values[name]));
  });
}

/** Both `--wait` and `--no-wait` were given. The later one counts, and only the full parser knows which that is. */
function contradictsItself(values: GivenValues): boolean {
  return Object.keys(values).some((name) => name.startsWith('no-') && values[name.slice(3)] !== undefined);
}

/** Whether the number of names fits the usage line. */
function hasEnough(args: string, count: number): boolean {
  if (args === '') return count === 0;
  if (args.startsWith('[')) return true;
  return args.endsWith('...') ? count > 0 : count === 1;
}
