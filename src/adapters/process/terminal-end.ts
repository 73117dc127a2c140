import { spawn } from 'node:child_process';
import { constants, openSync, readlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { hasProc, tool, toolEnv } from '../../system.ts';
import { ps } from './scan-ps.ts';

/** Access to a terminal that another process holds, see `script-terminal.ts`. */
export interface TerminalEnd {
  write(data: string | Buffer): void;
  resize(columns: number, rows: number): void;
  close(): void;
}

/** `pid` leads the run. `input` is the named pipe for typed input, opened at the first key. */
export function terminalEnd({ pid, input }: { readonly pid: number; readonly input: string }): TerminalEnd {
  let socket: Socket | null = null;
  let size: { readonly columns: number; readonly rows: number } | null = null;
  let sizing = false;
  let closed = false;

  function open(): Socket | null {
    try {
      const fd = openSync(input, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
      socket = new Socket({ fd, readable: false, writable: true });
      socket.on('error', () => {}); // 'close' follows
      socket.on('close', () => {
        socket = null;
      });
      return socket;
    } catch {
      return null; // nobody reads
    }
  }

  /** Applies one size after the other; the last one counts. */
  async function applySize(): Promise<void> {
    sizing = true;
    const tty = await ttyOf(pid);
    while (size !== null && tty !== null && !closed) {
      const { columns, rows } = size;
      size = null;
      await setSize(tty, columns, rows);
    }
    sizing = false;
  }

  return {
    write(data) {
      if (!closed) (socket ?? open())?.write(data);
    },
    resize(columns, rows) {
      if (closed || columns < 1 || rows < 1) return;
      size = { columns: Math.floor(columns), rows: Math.floor(rows) };
      if (!sizing) void applySize();
    },
    close() {
      closed = true;
      socket?.destroy();
    },
  };
}

/** The terminal of a process; null if it has none or is gone. */
async function ttyOf(pid: number): Promise<string | null> {
  try {
    const path = hasProc()
      ? readlinkSync(`/proc/${pid}/fd/0`)
      : `/dev/${(await ps(['-o', 'tty=', '-p', String(pid)]))[0]?.trim()}`;
    return /^\/dev\/(?:pts\/\d+|tty\w+)$/.test(path) ? path : null;
  } catch {
    return null;
  }
}

/** Sets the size. The system informs the programs on the terminal, but only if the size has changed. */
function setSize(tty: string, columns: number, rows: number): Promise<void> {
  return new Promise((resolve) => {
    const args = [hasProc() ? '-F' : '-f', tty, 'rows', String(rows), 'cols', String(columns)];
    const child = spawn(tool('stty'), args, { stdio: 'ignore', env: toolEnv() });
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
}
