import type { CommandRow, OptionValues } from './options.ts';

/** A command line as the command gets it. */
export interface Line {
  readonly values: OptionValues;
  readonly names: readonly string[];
}

/** A faultless command line; null for help and for any mistake, which the full parser explains better. */
export function parseQuickly(command: CommandRow, given: readonly string[]): Line | null {
  const [args, rest] = command.rest ? splitRest(command, given) : [given, []];
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {};
  for (const { name, short, value } of command.options) {
    options[name] = { type: value ? 'string' : 'boolean', ...(short ? { short } : {}) };
  }
  try {
    const { parseArgs } = process.getBuiltinModule('node:util');
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true });
    const values = parsed.values as OptionValues;
    const names = [...parsed.positionals, ...rest];
    return hasValidChoices(command, values) && hasEnough(command.args, names.length) ? { values, names } : null;
  } catch {
    return null;
  }
}

/** Splits the command line of a command that takes the rest as it is: its own options stand in front. */
export function splitRest(command: CommandRow, args: readonly string[]): [own: readonly string[], rest: string[]] {
  let at = 0;
  for (; args[at]?.startsWith('-') && args[at] !== '--'; at++) {
    const word = args[at] as string;
    const row = command.options.find(({ name, short }) => word === `--${name}` || word === `-${short}`);
    if (row?.value) at++;
  }
  return [args.slice(0, at), args.slice(at)];
}

function hasValidChoices(command: CommandRow, values: OptionValues): boolean {
  return command.options.every(({ name, choices }) => {
    return !choices || values[name] === undefined || choices.includes(String(values[name]));
  });
}

/** Whether the number of names is what the usage line says. */
function hasEnough(args: string, count: number): boolean {
  if (args === '') return count === 0;
  if (args.startsWith('[')) return true;
  return args.endsWith('...') ? count > 0 : count === 1;
}
