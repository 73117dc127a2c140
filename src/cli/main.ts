import { requireCached } from './code-cache.ts';
import { EXIT } from './exit-code.ts';
import { UP } from './options.ts';
import { isUsageError } from './project.ts';
import { type Line, parseQuickly } from './quick.ts';

/** What `zdev up -d` starts in the background. It has the command line of `up`, and is in no help. */
const SUPERVISE = 'supervise';

/**
 * The start chunk. `up` is parsed and run from here, so that the first service starts with nothing else loaded.
 * Every other command, and a command line of `up` with a mistake in it, goes to the full program.
 */
async function main([verb, ...args]: readonly string[]): Promise<number> {
  const line = verb === UP.name || verb === SUPERVISE ? parseUp(args) : null;
  if (line && verb === SUPERVISE) {
    const { supervise } = await import('./commands/supervise.ts');
    return supervise(line.values, line.names);
  }
  if (line) {
    const cached = requireCached<typeof import('./commands/up.ts')>('cli-commands-up.cjs');
    const { up } = cached ?? (await import('./commands/up.ts'));
    return up(line.values, line.names);
  }
  const { runProgram } = await import('./program.ts');
  return runProgram(process.argv.slice(2));
}

/** Without options there is nothing to parse, and no parser to load. */
function parseUp(args: readonly string[]): Line | null {
  return args.some((arg) => arg.startsWith('-')) ? parseQuickly(UP, args) : { values: {}, names: args };
}

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    if (isUsageError(error)) {
      process.stderr.write(`error: ${error.message}\n`);
      process.exit(EXIT.usage);
    }
    process.stderr.write(`zdev: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(EXIT.bug);
  },
);
