import { commandLine, quote } from '../../core/shell-quote.ts';
import { error } from '../finding.ts';
import { set } from './draft.ts';
import type { ProcessScope } from './process-scope.ts';

/** A variable of all processes, and the command that prints its value. */
export interface EnvCommand {
  readonly name: string;
  readonly line: string;
}

/** Makes `exec` from the keys of a process about its command. */
export function finishCommand(at: ProcessScope): void {
  const { draft, command, problems } = at;
  const { entrypoint, daemon, shutdown } = command;
  const line = command.line ? at.inShell(command.line) : entrypoint && commandLine(entrypoint);
  if (!line) {
    const message = `"${draft.name}" has no command`;
    problems.push(error('missing-exec', message, draft.field.key, 'give it a "command"'));
    return;
  }
  const whole = daemon ? daemonScript(line, shutdown && at.inShell(shutdown.line)) : line;
  draft.table.exec = command.every ? loop(whole, command.every) : whole;
  if (shutdown && !daemon) set(draft, shutdown.field, 'lifecycle', { stop_command: at.inShell(shutdown.line) });
}

/** Runs a command again and again, even if it fails. */
function loop(line: string, { seconds, atStart }: { seconds: number; atStart: boolean }): string {
  return [...(atStart ? [] : [`sleep ${seconds}`]), 'while :; do', `( ${line}`, ')', `sleep ${seconds}`, 'done'].join(
    '\n',
  );
}

/**
 * `env_cmds`: the output of each becomes a variable, unless the process has one with that name. They run in the project
 * directory.
 */
export function withEnvCommands(at: ProcessScope, commands: readonly EnvCommand[]): void {
  const { draft, env, fileEnv, projectDir } = at;
  if (draft.table.exec === undefined) return;
  const wanted = commands.filter(({ name }) => !Object.hasOwn(env, name) && !Object.hasOwn(fileEnv, name));
  const lines = wanted.map(
    ({ name, line }) => `${name}=$(cd ${quote(projectDir)} && ${at.inShell(line)}) && export ${name}`,
  );
  draft.table.exec = [...lines, draft.table.exec].join('\n');
}

/**
 * A script for a daemon that lives on after its command has ended. When the script is told to end, it ends the daemon.
 */
function daemonScript(start: string, stop: string | undefined): string {
  const end = `${stop === undefined ? '' : `${stop}; `}exit 0`;
  return [
    `trap ${quote(end)} HUP INT TERM`,
    `${start.replace(/^exec /, '')} || exit`,
    'while :; do sleep 1; done',
  ].join('\n');
}
