import { Command, CommanderError, Option } from 'commander';
import { EXIT } from './exit-code.ts';
import { COMMANDS, type CommandRow, type OptionValues } from './options.ts';
import { isUsageError } from './project.ts';
import { splitRest } from './quick.ts';

declare const ZDEV_VERSION: string;

type Act = (command: string, values: OptionValues, names: readonly string[]) => Promise<number>;

/** The command line with help, and with explanations of what is wrong with it. Gives the exit status. */
export async function runExplaining(argv: readonly string[], act: Act): Promise<number> {
  let status: number = EXIT.ok;
  const program = new Command('zdev')
    .description('Brings up everything a project needs, in the right order, and takes it down without a trace.')
    .version(ZDEV_VERSION, '-V, --version')
    .showSuggestionAfterError()
    .exitOverride();
  const [args, rest] = withoutRest(argv);
  for (const row of COMMANDS) {
    addCommand(program, row, async (values, names) => {
      status = await act(row.name, values, [...names, ...rest]);
    });
  }
  if (argv.length === 0) {
    program.outputHelp();
    return EXIT.ok;
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
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

/** What a command such as `run` takes as it is, is kept from the parser. */
function withoutRest(argv: readonly string[]): [args: readonly string[], rest: readonly string[]] {
  const row = COMMANDS.find(({ name, rest }) => rest && name === argv[0]);
  if (!row) return [argv, []];
  const [own, rest] = splitRest(row, argv.slice(1));
  return [[row.name, ...own], rest];
}

function addCommand(
  program: Command,
  row: CommandRow,
  run: (values: OptionValues, names: readonly string[]) => Promise<void>,
): void {
  const command = program.command(row.name, row.hidden ? { hidden: true } : {});
  command.summary(row.summary).description(`${row.summary}.`).exitOverride();
  if (row.alias) command.alias(row.alias);
  if (row.rest) command.usage(`[options] ${row.args}`);
  else if (row.args) command.argument(/^\[/.test(row.args) ? row.args : `<${row.args}>`);
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
