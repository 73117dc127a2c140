import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { quoteAlways } from '../../core/shell-quote.ts';
import { system, tool } from '../../system.ts';
import { closeFifo, type NamedFifo } from './fifo.ts';
import type { Launched, LaunchRequest } from './launch.ts';
import { followLife } from './life.ts';
import { connect } from './output.ts';
import { fifoSource } from './pipe-source.ts';
import { createRelay } from './relay.ts';
import { keepInput, keepPipes, type RunFiles, readStatus, removeRunFiles } from './run-files.ts';
import { scriptTerminalScript } from './script-terminal-script.ts';
import { exitOf } from './signal-names.ts';
import { errorOf } from './spawn.ts';
import { describeSpawnError, SHELL } from './spawn-error.ts';
import { terminalEnd } from './terminal-end.ts';

/** Whether this system has `script`, which is part of util-linux, busybox and the BSDs. */
export function hasScript(): boolean {
  return existsSync(tool('script'));
}

let leader: string | undefined;

/**
 * Starts a command on a pseudo-terminal that outlives this process. `script` holds the terminal and passes it on to two
 * named pipes, through which another supervisor can continue. Null if `script` finds no terminal. Rejects with an
 * `Error` whose message is for the user.
 */
export async function launchScript(
  request: LaunchRequest,
  { output, input, files }: { output: NamedFifo; input: NamedFifo; files: RunFiles },
): Promise<Launched | null> {
  try {
    keepPipes(output, files);
    keepInput(input, files);
    const script = start(request, { stdin: input.childFd, stdout: output.childFd, files });
    if (script.pid === undefined) throw await errorOf(script);
    const relayEnded = new Promise<void>((resolve) => {
      script.once('exit', () => resolve());
    });
    const pid = await leaderPid(script.stdio[3] as Readable);
    closeFifo({ ...input, path: null });
    if (pid === null) {
      giveUp();
      return null;
    }
    const terminal = terminalEnd({ pid, input: files.input });
    const source = connect(request.sink, (events) => fifoSource(output.readFd, events));
    closeSync(output.childFd);
    const relay = createRelay({ pid: script.pid, leader: pid, isChild: true, isQuiet: source.isQuiet });
    const leader = followToEnd(files);
    void leader.ended.then(relay.end);
    void relayEnded.then(relay.over);
    void Promise.all([relayEnded, leader.isFollowed ? leader.ended : null]).then(() => {
      terminal.close();
      const status = leader.status() ?? readStatus(files);
      // Only SIGKILL ends a leader before it has recorded the status.
      const { code, signal } = status === null ? { code: null, signal: 'SIGKILL' as const } : exitOf(status);
      setImmediate(() => request.exited(code, signal)); // not before this function has returned
    });
    const { resize } = terminal;
    const write: typeof terminal.write = (data) => {
      terminal.write(data);
      source.typed();
    };
    return { pid, relay, waits: leader.waits, output: source, detached: true, write, resize };
  } catch (error) {
    giveUp();
    throw new Error(describeSpawnError(error, request.dir));
  }

  function giveUp(): void {
    closeFifo(output);
    removeRunFiles(files);
  }
}

function start(
  { command, dir, env, size, stdin }: LaunchRequest,
  fds: { readonly stdin: number; readonly stdout: number; readonly files: RunFiles },
): ChildProcess {
  leader ??= scriptTerminalScript();
  const { notes, life } = fds.files;
  const own = stdin === null ? `exec </dev/null\n${command}` : command;
  const numbers = [process.pid, size.rows, size.columns].map(String);
  const words = [SHELL, '-c', leader, 'zdev-run', own, notes, life, ...numbers, env['SHELL'] ?? ''];
  const isBsd = system().platform !== 'linux';
  const args = isBsd
    ? ['-q', '/dev/null', ...words]
    : ['-qfc', `exec ${words.map(quoteAlways).join(' ')}`, '/dev/null'];
  return spawn(tool('script'), args, {
    cwd: dir,
    env: Object.assign(Object.create(env), { SHELL, TERM: 'xterm-256color' }),
    detached: true,
    stdio: [fds.stdin, fds.stdout, fds.stdout, 'pipe'],
  });
}

/**
 * Follows a leader to its end, for the status that it reports. Does not follow it if its life pipe was deleted before
 * the leader could open it.
 */
function followToEnd(files: RunFiles) {
  let status: number | null = null;
  let isFollowed = false;
  let tellWaits = () => {};
  const waits = new Promise<void>((resolve) => {
    tellWaits = resolve;
  });
  const ended = new Promise<void>((resolve) => {
    const life = followLife(files.life, {
      waits: () => tellWaits(),
      status(code) {
        status = code;
      },
      ended: () => isFollowed && resolve(),
    });
    isFollowed = life.alive;
  });
  return { ended, waits, isFollowed, status: () => status };
}

/** The pid of the leader, from when signals reach the command. Null if there will be no leader. */
function leaderPid(news: Readable): Promise<number | null> {
  return new Promise((resolve) => {
    const settle = (pid: number | null) => {
      resolve(pid);
      news.destroy();
    };
    news.once('data', (line: Buffer) => settle(Number(line.toString('latin1')) || null));
    news.once('error', () => settle(null));
    news.once('close', () => settle(null));
  });
}
