import { hasProc } from '../../system.ts';
import type { Launched, LaunchRequest } from './launch.ts';
import { connect } from './output.ts';
import { type PtyProgram, type PtyRequest, startOnPair } from './pty-pair.ts';
import { ptySource } from './pty-source.ts';
import { exitOf, signalName } from './signal-names.ts';
import { describeSpawnError, problemOf, SHELL } from './spawn-error.ts';
import { terminalScript } from './terminal-script.ts';

let script: string | undefined;

const TERM = 'xterm-256color';

/** Starts commands, each on its own pseudo-terminal. Rejects with an `Error` whose message is for the user. */
export type PtyLauncher = (request: LaunchRequest) => Promise<Launched>;

/** Starts a shell on a new terminal. Rejects with the error of the system. */
type PtyStarter = (request: PtyRequest) => Promise<PtyProgram>;

/** Loads the native module; null if there is none for this machine. */
export async function loadPty(): Promise<PtyLauncher | null> {
  try {
    const start = hasProc() ? await loadPair() : await loadFork();
    return (request) => launchPty(start, request);
  } catch {
    return null;
  }
}

async function loadPair(): Promise<PtyStarter> {
  const { requireBinary } = await import('node-pty/requireBinary.js');
  const native = requireBinary('pty.node');
  return (request) => startOnPair(native, request);
}

async function loadFork(): Promise<PtyStarter> {
  const { spawn } = await import('node-pty');
  return async ({ script, args, dir, env, size }) => {
    const options = { cols: size.columns, rows: size.rows, name: TERM, cwd: dir, env: flat(env), encoding: null };
    const pty = spawn(SHELL, ['-c', script, ...args], options);
    // With fewer than two listeners, node-pty throws the errors of a terminal that has vanished.
    pty.on('error', () => {});
    pty.on('error', () => {});
    return {
      ...{ pid: pty.pid, fd: pty.fd, stream: pty._socket },
      resize: (cols, rows) => pty.resize(cols, rows),
      write: (data) => pty.write(data),
      onExit: (listener) =>
        pty.onExit(({ exitCode, signal }) => {
          if (signal) listener(null, signalName(signal) ?? `SIG${signal}`);
          else listener(exitCode, null);
        }),
    };
  };
}

async function launchPty(start: PtyStarter, request: LaunchRequest): Promise<Launched> {
  const { dir, sink, exited, notes, size } = request;
  const command = request.stdin === null ? `exec </dev/null\n${request.command}` : request.command;
  const problem = problemOf(dir); // an error of the pty would only appear in its output
  if (problem !== null) throw new Error(problem);
  const env: NodeJS.ProcessEnv = Object.assign(Object.create(request.env), { TERM, PWD: dir });
  script ??= terminalScript();
  const told = hasProc() ? 'told' : '';
  const args = ['zdev-run', command, told, notes?.notes ?? '', notes?.life ?? ''];
  const pty = await start({ script, args, dir, env, size }).catch((error: unknown) => {
    throw new Error(describeSpawnError(error, dir));
  });
  const { pid, fd, stream } = pty;
  let over = false;
  const output = connect(sink, (events) => ptySource(stream, fd, events));
  pty.onExit((code, signal) => {
    over = true;
    const exit = code === null ? { code, signal } : exitOf(code);
    exited(exit.code, exit.signal);
  });

  return {
    pid,
    output,
    lingers: hasProc(),
    resize(cols, rows) {
      if (!over && !stream.destroyed && cols > 0 && rows > 0) pty.resize(Math.floor(cols), Math.floor(rows));
    },
    write(data) {
      if (over || stream.destroyed) return;
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
