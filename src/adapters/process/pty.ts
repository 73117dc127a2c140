import type { Pty, spawn as Spawn } from 'node-pty';
import { hasProc } from '../../system.ts';
import type { Launched, LaunchRequest } from './launch.ts';
import { connect } from './output.ts';
import { ptySource } from './pty-source.ts';
import { exitOf, signalName } from './signal-names.ts';
import { describeSpawnError, problemOf, SHELL } from './spawn-error.ts';
import { terminalScript } from './terminal-script.ts';

let script: string | undefined;

/** Starts commands, each on its own pseudo-terminal. */
export type PtyLauncher = (request: LaunchRequest) => Launched;

/** Loads the native module; null if there is none for this machine. */
export async function loadPty(): Promise<PtyLauncher | null> {
  try {
    const { spawn } = await import('node-pty');
    return (request) => launchPty(spawn, request);
  } catch {
    return null;
  }
}

/** Throws an `Error` whose message is for the user. */
function launchPty(spawn: typeof Spawn, request: LaunchRequest): Launched {
  const { dir, env, sink, exited, notes } = request;
  const command = request.stdin === null ? `exec </dev/null\n${request.command}` : request.command;
  const problem = problemOf(dir); // an error of the pty would only appear in its output
  if (problem !== null) throw new Error(problem);
  const pty = start();
  let over = false;

  function start(): Pty {
    try {
      const { columns: cols, rows } = request.size;
      const options = { cols, rows, name: 'xterm-256color', cwd: dir, env: flat(env), encoding: null };
      script ??= terminalScript();
      const told = hasProc() ? 'told' : '';
      const args = ['-c', script, 'zdev-run', command, told, notes?.notes ?? '', notes?.life ?? ''];
      return spawn(SHELL, args, options);
    } catch (error) {
      throw new Error(describeSpawnError(error, dir));
    }
  }

  const output = connect(sink, (events) => ptySource(pty._socket, pty.fd, events));
  // With fewer than two listeners, node-pty throws the errors of a terminal that has vanished.
  pty.on('error', () => {});
  pty.on('error', () => {});
  pty.onExit(({ exitCode, signal }) => {
    over = true;
    if (signal) exited(null, signalName(signal) ?? `SIG${signal}`);
    else {
      const exit = exitOf(exitCode);
      exited(exit.code, exit.signal);
    }
  });

  return {
    pid: pty.pid,
    output,
    lingers: hasProc(),
    resize(cols, rows) {
      if (!over && cols > 0 && rows > 0) pty.resize(Math.floor(cols), Math.floor(rows));
    },
    write(data) {
      if (over) return;
      pty.write(data);
      output.typed();
    },
  };
}

/** Copies inherited properties too, because node-pty takes only own ones. */
function flat(env: NodeJS.ProcessEnv): Record<string, string> {
  const all: Record<string, string> = {};
  for (const name in env) {
    const value = env[name];
    if (value !== undefined) all[name] = value;
  }
  return all;
}
