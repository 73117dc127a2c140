import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { RESET } from './modes.ts';

/** A tiny process that outlives this one, and gives the terminal back if this one is killed with SIGKILL. */
export interface TerminalRestorer {
  /**
   * Resolves when it has noted the settings of the terminal: they may be changed now. Never rejects; where it cannot
   * do its work (no `stty`), or is too slow, zdev does without it.
   */
  readonly ready: Promise<void>;
  /** The terminal has been given back: it has nothing more to do. */
  done(): void;
}

const READY_TIMEOUT_MS = 1_000;

/** To be started, and waited for, before the terminal is taken over. */
export function startTerminalRestorer(stdoutFd: number): TerminalRestorer {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'zdev-terminal', RESET], {
    cwd: '/',
    // A session of its own: no signal of the terminal reaches it, and no terminal is its own.
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

/** Undoes what `setRawMode` does: all that is left to do where the settings were noted too late. */
const COOKED = 'brkint icrnl ixon icanon isig iexten echo';

/**
 * For any POSIX shell; `$1` is what resets the screen. Reads until the pipe is closed, which the kernel does when zdev
 * is gone. A shell that got its terminal back may have set it up for its own line by then: only settings without
 * signals (`-isig`) are still those of the TUI, and put back. On a slow machine, zdev may have taken the terminal over
 * before its settings were noted, and may be gone before `echo` can answer it.
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
