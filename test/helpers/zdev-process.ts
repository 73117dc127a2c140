import { spawn as spawnProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { spawn as spawnPty } from 'node-pty';
import { ptySource } from '../../src/adapters/process/pty-source.ts';
import { until } from './wait.ts';

/** The program under test. */
export const ZDEV_BIN = process.env['ZDEV_BIN'] ?? fileURLToPath(new URL('../../dist/zdev.cjs', import.meta.url));

/** How zdev ended: the exit status, or the signal that killed it. */
export type Ending = number | NodeJS.Signals;

/** A zdev that was started. */
export interface Zdev {
  readonly pid: number;
  /** What it has printed up to now, as latin1: a character is a byte. On a pty, stderr is in here too. */
  readonly stdout: string;
  /** As UTF-8. */
  readonly stderr: string;
  /** Both, for people: without times and colours, and with one blank where there are several: `zdev | a: started`. */
  readonly text: string;
  /** What it ended with; undefined while it lives. */
  readonly ending: Ending | undefined;
  /** Waits until `text` holds this. Fails early when zdev has ended without it. */
  prints(text: string | RegExp): Promise<void>;
  /** Waits until it has ended and all its output is there. Gives the exit status. */
  ended(timeoutMs?: number): Promise<Ending>;
  kill(signal: NodeJS.Signals): void;
  /** SIGINT, and the end. */
  stop(): Promise<Ending>;
  /** Only on a pty: types. */
  type(text: string): void;
  /** On pipes: nobody reads any more; on a pty: the terminal is closed. */
  hangUp(): void;
  /** Only on pipes: whether stdout is being read; at first it is. */
  reading(on: boolean): void;
}

/** One on a pseudo-terminal. */
export interface ZdevOnPty extends Zdev {
  resize(size: Size): void;
}

interface Command {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** How large a pseudo-terminal is. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export function startOnPipes({ command, cwd, env }: Command): Zdev {
  const [file = '', ...args] = command;
  const child = spawnProcess(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const seen = { stdout: collect(child.stdout), stderr: collect(child.stderr) };
  let ending: Ending | undefined;
  let closed = false;
  child.on('exit', (code, signal) => {
    ending = code ?? signal ?? -1;
  });
  child.on('close', () => {
    closed = true;
  });
  return zdevOf({
    pid: child.pid ?? -1,
    stdout: seen.stdout,
    stderr: seen.stderr,
    ending: () => ending,
    closed: () => closed,
    type() {},
    hangUp() {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    reading: (on) => (on ? child.stdout.resume() : child.stdout.pause()),
  });
}

/** `onData` gets what it prints, as it comes. */
export function startOnPty(
  { command, cwd, env }: Command,
  size?: Size,
  onData: (chunk: Buffer) => void = () => {},
): ZdevOnPty {
  const [file = '', ...args] = command;
  const { columns: cols, rows } = size ?? { columns: 100, rows: 30 };
  const options = { cols, rows, name: 'xterm-256color', cwd, env: { ...env }, encoding: null };
  const pty = spawnPty(file, args, options);
  const chunks: string[] = [];
  let ending: Ending | undefined;
  let closed = false;
  ptySource(pty._socket, pty.fd, {
    push(chunk) {
      chunks.push(chunk.toString('latin1'));
      onData(chunk);
      return true;
    },
    ended() {
      closed = true;
    },
  });
  pty.on('error', () => {});
  pty.on('error', () => {});
  pty.onExit(({ exitCode, signal }) => {
    ending = signal ? 128 + signal : exitCode;
  });
  const zdev = zdevOf({
    pid: pty.pid,
    stdout: () => chunks.join('').replaceAll('\r\n', '\n'),
    stderr: () => '',
    ending: () => ending,
    closed: () => closed,
    type: (text) => pty.write(text),
    hangUp: () => pty._socket.destroy(),
    reading: (on) => (on ? pty._socket.resume() : pty._socket.pause()),
  });
  return Object.assign(zdev, { resize: (to: Size) => pty.resize(to.columns, to.rows) });
}

function zdevOf(source: {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ending: () => Ending | undefined;
  readonly closed: () => boolean;
  readonly type: (text: string) => void;
  readonly hangUp: () => void;
  readonly reading: (on: boolean) => void;
}): Zdev {
  const stderr = () => Buffer.from(source.stderr(), 'latin1').toString();
  const output = () => plainText(source.stdout() + stderr());
  const isOver = () => source.ending() !== undefined && source.closed();
  const kill = (signal: NodeJS.Signals) => {
    if (source.ending() === undefined) process.kill(source.pid, signal);
  };
  const zdev: Zdev = {
    pid: source.pid,
    get stdout() {
      return source.stdout();
    },
    get stderr() {
      return stderr();
    },
    get text() {
      return output();
    },
    get ending() {
      return source.ending();
    },
    async prints(text) {
      const found = () => (typeof text === 'string' ? output().includes(text) : text.test(output()));
      const over = () => isOver() && !found();
      await until(() => found() || over(), { what: 'output' }).catch(() => {});
      if (!found())
        throw new Error(`zdev (ended: ${source.ending()}) has not printed ${text}:\n${output().slice(-4000)}`);
    },
    async ended(timeoutMs = 30_000) {
      await until(isOver, { timeoutMs, what: 'the end of zdev' }).catch(() => {
        throw new Error(`zdev has not ended within ${timeoutMs} ms:\n${output().slice(-4000)}`);
      });
      return source.ending() as Ending;
    },
    kill,
    stop() {
      kill('SIGINT');
      return zdev.ended();
    },
    type: source.type,
    hangUp: source.hangUp,
    reading: source.reading,
  };
  return zdev;
}

function plainText(output: string): string {
  return output
    .replace(/\x1b\[[0-9;?]*[a-zA-Z]/g, '')
    .replace(/^\d\d:\d\d:\d\d /gm, '')
    .replace(/ +/g, ' ');
}

/** What a stream has given up to now. */
function collect(stream: Readable): () => string {
  let text = '';
  const chunks: string[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString('latin1')));
  stream.on('error', () => {});
  return () => {
    if (chunks.length > 0) text += chunks.splice(0).join('');
    return text;
  };
}
