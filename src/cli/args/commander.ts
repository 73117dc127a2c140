import { Command, CommanderError, Option } from 'commander';
import { wantsJson } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { printErr, printOut } from '../io/stdio.ts';
import { errorJson } from '../present/error.ts';
import { hintForOption, hintForVerb } from './foreign-options.ts';
import { isCalled } from './option-row.ts';
import { COMMANDS, type CommandName, type CommandRow, type OptionValues } from './options.ts';
import { byOwnName, splitRest } from './parse-args.ts';
import { isUsageError } from './project-options.ts';

declare const ZDEV_VERSION: string;

/** Runs a command. Returns the exit status. */
export type Act = (command: CommandName, values: OptionValues, names: readonly string[]) => Promise<number>;

/** Runs the command line with help, and explains its mistakes. Returns the exit status. */
export async function runCommander(argv: readonly string[], act: Act): Promise<number> {
  let status: number = EXIT.ok;
  const json = wantsJson(argv);
  const program = new Command('zdev')
    .description('Brings up everything a project needs, in the right order, and leaves no process behind.')
    .version(ZDEV_VERSION, '-V, --version')
    .showSuggestionAfterError()
    .configureOutput({ writeOut: (help) => printOut(Buffer.from(help)), writeErr: json ? () => {} : printErr })
    .exitOverride();
  const [args, rest] = withoutRest(byOwnVerb(argv));
  for (const row of COMMANDS) {
    addCommand(program, row, async (values, names) => {
      status = await act(row.name, values, [...names, ...rest]);
    });
  }
  // hintForVerb suggests commands, because it knows which must not be suggested
  program.showSuggestionAfterError(false);
  if (argv.length === 0) {
    program.outputHelp();
    return EXIT.ok;
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    if (isUsageError(error)) {
      if (json) printOut(Buffer.from(errorJson('usage', error.message)));
      else printErr(`error: ${error.message}\n`);
      return EXIT.usage;
    }
    if (!(error instanceof CommanderError)) throw error;
    const hint = hintFor(error, args[0] ?? '');
    if (json && error.exitCode !== 0) {
      printOut(Buffer.from(errorJson('usage', error.message.replace(/^error: /, ''), hint ?? undefined)));
    } else if (hint !== null) printErr(`  hint: ${hint}\n`);
    // Help and version arrive here too, with status 0.
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
}

/** What to do about a command line that commander refuses; null if commander's message is enough. */
function hintFor({ code, message }: CommanderError, verb: string): string | null {
  if (code !== 'commander.unknownCommand') return hintForOption(verb, message);
  return hintForVerb(
    verb,
    COMMANDS.filter(({ hidden }) => !hidden).map(({ name }) => name),
  );
}

/** Replaces verbs of other tools before the parser sees them, so no help lists them. */
function byOwnVerb([verb, ...rest]: readonly string[]): readonly string[] {
  if (verb === undefined) return [];
  if (verb === 'version' || verb === '-v') return ['--version'];
  return [COMMANDS.find((row) => row.also?.includes(verb))?.name ?? verb, ...rest];
}

/** Hides from the parser what a command such as `run` passes on unchanged. */
function withoutRest(argv: readonly string[]): [args: readonly string[], rest: readonly string[]] {
  const row = COMMANDS.find((each) => each.rest && isCalled(each, argv[0]));
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
  for (const { name, short, also = [], value, choices, summary, repeats } of row.options) {
    const argument = value ? ` <${value}>` : '';
    const option = new Option(`${short ? `-${short}, ` : ''}--${name}${argument}`, summary);
    if (choices) option.choices([...choices]);
    const others = also.map((other) => new Option(`--${other}${argument}`).hideHelp());
    for (const each of [option, ...others]) {
      if (repeats) each.argParser((text, before: readonly string[] = []) => [...before, text]);
      command.addOption(each);
    }
  }
  command.action(async () => {
    // Commander turns `--no-x` into `x: false`; the rows call that switch `no-x`.
    const given = command.opts<Record<string, string | boolean | readonly string[]>>();
    const words = row.options.flatMap(({ name, also = [] }) => [name, ...also]);
    const values = words.map((word) => {
      const negated = word.startsWith('no-');
      const key = camelCase(negated ? word.slice(3) : word);
      const value = command.getOptionValueSource(key) === 'cli' ? given[key] : undefined;
      // If a `--no-x` was given, commander sets `x` to `false`.
      return [word, negated ? value === false || undefined : value === false ? undefined : value] as const;
    });
    await run(byOwnName(row.options, Object.fromEntries(values)), command.args);
  });
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
