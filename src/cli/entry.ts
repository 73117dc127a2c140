import { keepHangupIgnored } from '../adapters/os/nohup.ts';
import { letGoOfLostTerminals } from '../tty/terminal-io.ts';
import { SUPERVISE, UP } from './args/options.ts';
import { type Line, parseArgs } from './args/parse-args.ts';
import { isUsageError } from './args/project-options.ts';
import { chunkLoader } from './boot/chunk-loader.ts';
import { systemIo } from './io/command-io.ts';
import { EXIT } from './io/exit-code.ts';
import { isTerminal } from './io/is-terminal.ts';
import { printErr, printOut } from './io/stdio.ts';
import { errorJson, fail } from './present/error.ts';
import { runProgram } from './program.ts';
import { screenWanted } from './up/screen-wanted.ts';

/**
 * Runs the command line and ends the process with its exit status. `up` is parsed and run from here, so that the first
 * service starts with nothing else loaded. The program handles every other command, and explains mistakes.
 */
export function runZdev(argv: readonly string[]): void {
  process.on('exit', letGoOfLostTerminals);
  process.on('uncaughtException', (error) => {
    // The screen handles this itself: it first restores the terminal.
    if (process.listenerCount('uncaughtException') === 1) process.exit(sayBug(error));
  });
  main(argv).then(
    (status) => process.exit(status),
    (error: unknown) => {
      if (isUsageError(error)) {
        const io = systemIo();
        if (io.json) printOut(errorJson('usage', error.message));
        else printErr(`error: ${error.message}\n`);
        process.exit(EXIT.usage);
      }
      process.exit(sayBug(error));
    },
  );
}

/** These commands end before a hangup could reach them. */
const LOOKS = ['ps', 'status', 'why', 'tree'];

async function main(argv: readonly string[]): Promise<number> {
  const [verb, ...args] = argv;
  if (!LOOKS.includes(verb ?? '')) keepHangupIgnored();
  const row = [UP, SUPERVISE].find(({ name }) => name === verb);
  const given = row ? parseArgs(row, args) : null;
  if (given && row === SUPERVISE) return supervise(given);
  const line = given && (await isolatedIfWanted(given));
  if (line && process.pid === 1) (await import('./boot/init-process.ts')).leaveProcessOne(printErr);
  const screen = line !== null && screenWanted({ values: line.values, env: process.env, isTerminal });
  if (line?.values['replace']) {
    const { replaceRunning } = await import('./up/replace-running.ts');
    const status = await replaceRunning(line.values, line.names, { screen });
    if (status !== null) return status;
  }
  if (line && screen) {
    keepMemoryFlat();
    const { upWithTui } = await import('./up/tui.ts');
    return upWithTui(line.values, line.names);
  }
  if (line) {
    const { up } = await import('./commands/up.ts');
    return up(line.values, line.names);
  }
  return runProgram(argv);
}

/**
 * Keeps V8's space for young values small in the screen's process. While a service prints a flood, lines live for about
 * a second, which is the worst case: V8 would let that space grow to many megabytes, and would still move surviving
 * values out of it. The small space costs one or two percent of a core at 10,000 lines a second and nothing at rest, and
 * the screen needs 90 MB instead of 130. A V8 without the flag ignores it.
 */
function keepMemoryFlat(): void {
  process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
  const loader = chunkLoader();
  if (loader) loader.flags = 'flat.';
}

/** On a terminal, zdev may ask the user whether to run isolated. */
async function isolatedIfWanted(line: Line): Promise<Line> {
  if (!isTerminal(0) || !isTerminal(2)) return line;
  const { offerIsolation } = await import('./up/offer-isolation.ts');
  const isWanted = await offerIsolation(line.values, line.names);
  return isWanted ? { ...line, values: { ...line.values, isolated: true } } : line;
}

async function supervise({ values, names }: Line): Promise<number> {
  if (!values['owner']) return (await import('./commands/supervise.ts')).supervise(values, names);
  const { superviseOwned } = await import('./commands/supervise-owned.ts');
  return superviseOwned(values, names);
}

/** In a directory that is gone, nothing can be found, so every command ends here. */
function sayLostDirectory(): number {
  const message = 'the current directory no longer exists, or you may not enter it';
  const hint = 'enter it again with cd, or go to another directory';
  return fail(systemIo(), message, hint);
}

/** The guardian ends what runs, or the services stay for the next supervisor. */
function sayBug(error: unknown): number {
  if ((error as NodeJS.ErrnoException | null)?.syscall === 'uv_cwd') return sayLostDirectory();
  printErr(`zdev: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  if (systemIo().json) printOut(errorJson('bug', String(error)));
  return EXIT.bug;
}
