import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Terminal } from '@xterm/headless';
import { build } from 'esbuild';
import { spawn } from 'node-pty';
import { onTestFinished } from 'vitest';
import { killAll } from '../../helpers/processes.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';

/** terminal-program.ts, in a real terminal, started by a shell that does jobs. */
export interface Program {
  readonly pid: number;
  /** All that has come to the terminal. */
  readonly output: string;
  /** The settings of the terminal before the program was started, as `stty -g` gives them. */
  readonly settingsBefore: string;
  settings(): string;
  /** Waits for a text that has come since the last one that was waited for. */
  prints(text: string): Promise<void>;
  type(text: string): void;
  resize(columns: number, rows: number): void;
  reading(on: boolean): void;
  /** The terminal is closed. */
  hangUp(): void;
  /** What has become of the screen and its modes. */
  screen(): Promise<Terminal>;
  /** The process that keeps the terminal, as long as the program lives. */
  restorerPid(): number;
}

/** `read` keeps the terminal open when the program has ended, and waits to let a stopped one go on. Shells set the terminal up for themselves. */
const SCRIPT =
  'tty; stty sane; stty -g; set -m; "$@"; echo "ended $?"; read go; stty sane; fg; echo "ended $?"; read go';

export async function startProgram(
  bundle: string,
  ...options: ('kept' | 'stays' | 'patient' | `tools=${string}`)[]
): Promise<Program> {
  const file = join(tempDir(), 'program.mjs');
  writeFileSync(file, bundle);
  const env = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? '']));
  const args = ['-c', SCRIPT, 'sh', process.execPath, file, ...options];
  const pty = spawn('/bin/sh', args, { name: 'xterm-256color', cols: 80, rows: 24, cwd: '/', env, encoding: null });
  pty.on('error', () => {});
  pty.on('error', () => {}); // node-pty throws them with fewer than two listeners
  let output = '';
  let seen = 0;
  pty._socket.on('data', (chunk: Buffer) => {
    output += chunk.toString('latin1');
  });
  let pid = 0;
  onTestFinished(() => {
    killAll([pid, pty.pid]);
    pty._socket.destroy();
  });
  await until(() => /\[ready \d+\]/.test(output), { what: () => `the program: ${output}` });
  pid = Number(/\[ready (\d+)\]/.exec(output)?.[1]);
  const [path = '', settingsBefore = ''] = output.split('\r\n');

  return {
    pid,
    settingsBefore,
    get output() {
      return output;
    },
    settings() {
      const tty = openSync(path, constants.O_RDONLY | constants.O_NOCTTY);
      try {
        return execFileSync('stty', ['-g'], { stdio: [tty, 'pipe', 'inherit'], encoding: 'utf8' }).trim();
      } finally {
        closeSync(tty);
      }
    },
    async prints(text) {
      await until(() => output.indexOf(text, seen) >= 0, {
        what: () => `${text} in ${JSON.stringify(output.slice(seen))}`,
      });
      seen = output.indexOf(text, seen) + text.length;
    },
    type: (text) => pty.write(text),
    resize: (columns, rows) => pty.resize(columns, rows),
    reading: (on) => void (on ? pty._socket.resume() : pty._socket.pause()),
    hangUp: () => void pty._socket.destroy(),
    async screen() {
      const terminal = new Terminal({ cols: 80, rows: 24, allowProposedApi: true });
      await new Promise<void>((resolve) => terminal.write(Buffer.from(output, 'latin1'), resolve));
      return terminal;
    },
    restorerPid() {
      const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
      const [own] = all.filter((line) => line.includes('zdev-terminal') && Number(line.trim().split(/\s+/)[1]) === pid);
      return Number(own?.trim().split(/\s+/)[0]);
    },
  };
}

export async function bundleProgram(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('terminal-program.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return outputFiles[0]!.text;
}
