import { error } from '../finding.ts';
import { set } from './draft.ts';
import type { ProcessScope } from './process-scope.ts';
import { commandLine, quote } from './shell.ts';

/** Makes `exec` of what the keys of a process have said of its command. */
export function finishCommand(at: ProcessScope): void {
  const { draft, command, problems } = at;
  const { entrypoint, args = [], daemon, shutdown } = command;
  const line = command.line ? at.inShell(command.line) : entrypoint && commandLine([...entrypoint, ...args]);
  if (!line) {
    const message = `"${draft.name}" has no command`;
    problems.push(error('missing-exec', message, draft.field.key, 'give it a "command"'));
    return;
  }
  draft.table.exec = daemon ? daemonScript(line, shutdown && at.inShell(shutdown.line)) : line;
  if (shutdown && !daemon) set(draft, shutdown.field, 'lifecycle', { stop_command: at.inShell(shutdown.line) });
}

/** Stands for a daemon, which lives on when its command has ended: it ends the daemon when it is told to end. */
function daemonScript(start: string, stop: string | undefined): string {
  const end = `${stop === undefined ? '' : `${stop}; `}exit 0`;
  return [
    `trap ${quote(end)} HUP INT TERM`,
    `${start.replace(/^exec /, '')} || exit`,
    'while :; do sleep 1; done',
  ].join('\n');
}
