import type { Act } from './args/commander.ts';
import { isCalled } from './args/option-row.ts';
import { COMMANDS, type CommandName, type OptionValues } from './args/options.ts';
import { parseArgs, withBareValues } from './args/parse-args.ts';
import { type CommandIo, systemIo } from './io/command-io.ts';
import { EXIT } from './io/exit-code.ts';

/** What a command does with its options and names. Returns the exit status. */
export type Action = (values: OptionValues, names: readonly string[], io?: CommandIo) => Promise<number>;

/** Each command is a separate chunk, loaded when the command is called. */
const ACTIONS: Readonly<Record<CommandName, () => Promise<Action>>> = {
  up: async () => (await import('./commands/up.ts')).up,
  check: async () => (await import('./commands/check.ts')).check,
  init: async () => (await import('./commands/init.ts')).init,
  ps: async () => (await import('./commands/ps.ts')).ps,
  logs: async () => (await import('./commands/logs.ts')).logs,
  start: async () => (await import('./commands/start.ts')).start,
  stop: async () => (await import('./commands/stop.ts')).stop,
  restart: async () => (await import('./commands/restart.ts')).restart,
  kill: async () => (await import('./commands/kill.ts')).kill,
  why: async () => (await import('./commands/why.ts')).why,
  history: async () => (await import('./commands/history.ts')).history,
  events: async () => (await import('./commands/events.ts')).events,
  wait: async () => (await import('./commands/wait.ts')).wait,
  timings: async () => (await import('./commands/timings.ts')).timings,
  tree: async () => (await import('./commands/tree.ts')).tree,
  down: async () => (await import('./commands/down.ts')).down,
  reload: async () => (await import('./commands/reload.ts')).reload,
  ls: async () => (await import('./commands/ls.ts')).ls,
  echo: async () => (await import('./commands/echo.ts')).echo,
  env: async () => (await import('./commands/env.ts')).env,
  run: async () => (await import('./commands/run.ts')).run,
  test: async () => (await import('./commands/test.ts')).test,
  attach: async () => (await import('./commands/attach.ts')).attach,
  send: async () => (await import('./commands/send.ts')).send,
  export: async () => (await import('./commands/export.ts')).exportProject,
  mcp: async () => (await import('./commands/mcp.ts')).mcp,
  'agent-guide': async () => (await import('./commands/agent-guide.ts')).agentGuide,
  schema: async () => (await import('./commands/schema.ts')).schema,
  completion: async () => (await import('./commands/completion.ts')).completion,
  __complete: async () => (await import('./args/complete.ts')).complete,
};

/**
 * Runs the whole command line and returns the exit status. A command line without mistakes does not need the full
 * parser.
 */
export async function runProgram(argv: readonly string[]): Promise<number> {
  const row = COMMANDS.find((each) => isCalled(each, argv[0]));
  const words = row ? withBareValues(row, argv.slice(1)) : [];
  const line = row ? parseArgs(row, words) : null;
  if (row && line) return act(row.name, line.values, line.names);
  const { runCommander } = await import('./args/commander.ts');
  return runCommander(row ? [argv[0]!, ...words] : argv, act);
}

async function act(...[command, values, names]: Parameters<Act>): Promise<number> {
  try {
    const action = await ACTIONS[command]();
    return await action(values, names, systemIo(values['json'] === true));
  } catch (error) {
    // The reader of a pipe has ended, as `head` does.
    if (error instanceof Error && error.name === 'ReaderGone') return EXIT.ok;
    throw error;
  }
}
