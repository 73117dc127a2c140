import { requireCached } from './code-cache.ts';
import { EXIT } from './exit-code.ts';
import { type CommandRow, type OptionValues, UP } from './options.ts';
import { isUsageError } from './project.ts';

/**
 * The start chunk. `up` is parsed and run from here, so that the first service starts with nothing else loaded.
 * Every other command, and a command line of `up` with a mistake in it, goes to the full program.
 */
async function main(argv: readonly string[]): Promise<void> {
  const line = argv[0] === UP.name ? parseQuickly(UP, argv.slice(1)) : null;
  if (line) {
    const cached = requireCached<typeof import('./commands/up.ts')>('cli-commands-up.cjs');
    const { up } = cached ?? (await import('./commands/up.ts'));
    process.exit(await up(line.values, line.names));
  }
  const { runProgram } = await import('./program.ts');
  process.exit(await runProgram(argv));
}

/** A faultless command line; null for help and for any mistake, which the full parser explains better. */
function parseQuickly(command: CommandRow, args: string[]): { values: OptionValues; names: string[] } | null {
  if (!args.some((arg) => arg.startsWith('-'))) return { values: {}, names: args };
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {};
  for (const { name, short, value } of command.options) {
    options[name] = { type: value ? 'string' : 'boolean', ...(short ? { short } : {}) };
  }
  try {
    const { parseArgs } = process.getBuiltinModule('node:util');
    const parsed = parseArgs({ args, options, allowPositionals: true });
    const values = parsed.values as OptionValues;
    const valid = command.options.every(({ name, choices }) => {
      return !choices || values[name] === undefined || choices.includes(String(values[name]));
    });
    return valid ? { values, names: parsed.positionals } : null;
  } catch {
    return null;
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (isUsageError(error)) {
    process.stderr.write(`error: ${error.message}\n`);
    process.exit(EXIT.usage);
  }
  process.stderr.write(`zdev: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(EXIT.bug);
});
