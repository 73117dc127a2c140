import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { RESET } from './mode-codes.ts';

/** A tiny process that outlives this one, and restores the terminal if this one is killed with SIGKILL. */
export interface TerminalRestorer {
  /**
   * Resolves when it has saved the settings of the terminal, which may then be changed. Never rejects: if it cannot
   * work (no `stty`) or is too slow, zdev continues without it.
   */
  readonly ready: Promise<void>;
  /** The terminal has been restored: the process has nothing more to do. */
  done(): void;
}

const READY_TIMEOUT_MS = 1_000;

/** Must be started, and awaited, before the terminal is taken over. */
export function startTerminalRestorer(stdoutFd: number): TerminalRestorer {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'zdev-terminal', RESET], {
    cwd: '/',
    // In its own session, so that no signal of the terminal reaches it, and it has no terminal of its own.
    detached: true,
    env: { PATH: [process.env['PATH'], '/usr/bin', '/bin'].filter(Boolean).join(':') },
    stdio: ['pipe', 'pipe', 'ignore', stdoutFd],
  });
  const [pipe, answer] = child.stdio as unknown as [Writable & { unref(): void }, Readable & { unref(): void }];
  pipe.on('error', () => {}); // it has ended
  child.unref();
  pipe.unref();
  answer.unref();

  return {
    ready: new Promise((resolve) => {
      const timer = setTimeout(settle, READY_TIMEOUT_MS);
      answer.once('data', settle).once('close', settle);
      child.once('error', settle);
      function settle(): void {
        clearTimeout(timer);
        resolve();
      }
    }),
    done: () => void pipe.end('done\n'),
  };
}

/** Undoes what `setRawMode` does: the last resort if the settings were saved too late. */
const COOKED = 'brkint icrnl ixon icanon isig iexten echo';

/**
 * For any POSIX shell; `$1` resets the screen. Reads until the pipe is closed, which the kernel does when zdev is gone.
 * By then, a shell may already have set the terminal up for its own prompt. So only settings without signals (`-isig`),
 * which are still those of the TUI, are restored. On a slow machine, zdev may have taken the terminal over before its
 * settings were saved, and may be gone before `echo` can answer it.
 */
const SCRIPT = `
trap '' HUP INT TERM QUIT TSTP TTOU PIPE
saved=$(stty -g <&3) || exit 0
echo ready
exec >&-
while read -r line; do
  [ "$line" = done ] && exit 0
done
printf %s "$1" >&3
for settings in "$saved" "${COOKED}"; do
  case $(stty -a <&3) in
    *-isig*) stty $settings <&3 ;;
  esac
done
`;
