import { Command, CommanderError, Option } from 'commander';
import { EXIT } from './exit-code.ts';
import { CHECK, COMMANDS, type CommandRow, type OptionValues, UP } from './options.ts';
import { isUsageError } from './project.ts';

declare const ZDEV_VERSION: string;

/** What a command does with its options and names. Gives the exit status. */
type Action = (values: OptionValues, names: string[]) => Promise<number>;

const ACTIONS: Readonly<Record<string, () => Promise<Action>>> = {
  [UP.name]: async () => (await import('./commands/up.ts')).up,
  [CHECK.name]: async () => (await import('./commands/check.ts')).check,
};

/** The whole command line, with help and explanations of mistakes. Gives the exit status. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  let status: number = EXIT.ok;
  const program = new Command('zdev')
    .description('Brings up everything a project needs, in the right order, and takes it down without a trace.')
    .version(ZDEV_VERSION, '-V, --version')
    .showSuggestionAfterError()
    .exitOverride();
  for (const row of COMMANDS) {
    addCommand(program, row, async (values, names) => {
      const action = await ACTIONS[row.name]?.();
      if (action) status = await action(values, names);
    });
  }
  if (argv.length === 0) {
    program.outputHelp();
    return EXIT.ok;
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (error) {
    if (isUsageError(error)) {
      process.stderr.write(`error: ${error.message}\n`);
      return EXIT.usage;
    }
    // Help and version come this way as well, with status 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    throw error;
  }
}

function addCommand(
  program: Command,
  row: CommandRow,
  run: (values: OptionValues, names: string[]) => Promise<void>,
): void {
  const command = program.command(row.name).summary(row.summary).description(`${row.summary}.`).exitOverride();
  if (row.args) command.argument(row.args);
  for (const { name, short, value, choices, summary } of row.options) {
    const flags = `${short ? `-${short}, ` : ''}--${name}${value ? ` <${value}>` : ''}`;
    const option = new Option(flags, summary);
    if (choices) option.choices([...choices]);
    command.addOption(option);
  }
  command.action(async () => {
    // Commander turns `--no-x` into `x: false`; the rows know it as the switch `no-x`.
    const given = command.opts<Record<string, string | boolean>>();
    const values = row.options.map(({ name }) => {
      const negated = name.startsWith('no-');
      const key = camelCase(negated ? name.slice(3) : name);
      return [name, negated ? given[key] === false : given[key]] as const;
    });
    await run(Object.fromEntries(values), command.args);
  });
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
