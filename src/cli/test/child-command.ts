import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** A command that runs in the environment of a project. */
export interface ChildCommand {
  /** Its exit status: 128+n after signal n, 127 if there is no such command. */
  readonly ended: Promise<number>;
  /** Sends a signal to it and to the processes that it started. */
  signal(signal: NodeJS.Signals): void;
  /** Ends it with SIGTERM, and with SIGKILL if that takes longer than five seconds. */
  end(): void;
}

const KILL_MS = 5000;

interface CommandOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly terminal: boolean;
  /** Sends its output to stderr, because stdout is for something else. */
  readonly quiet: boolean;
}

/**
 * Starts a command with this process's stdout and stderr. On a terminal, the command has the keyboard, and the terminal
 * sends it Ctrl-C. Otherwise it has no input, and its own process group.
 */
export function startCommand(words: readonly string[], { cwd, env, terminal, quiet }: CommandOptions): ChildCommand {
  const [first = '', ...rest] = words;
  // A single word with blanks is a line for the shell, as in `zdev run`.
  const [file, args] = rest.length === 0 && /\s/.test(first) ? ['/bin/sh', ['-c', first]] : [first, rest];
  const child = spawn(file, args, {
    cwd,
    env,
    stdio: [terminal ? 'inherit' : 'ignore', quiet ? 2 : 'inherit', 'inherit'],
    detached: !terminal,
  });
  let over = false;
  const ended = new Promise<number>((resolve) => {
    const end = (status: number) => {
      over = true;
      resolve(status);
    };
    child.on('error', ({ code }: NodeJS.ErrnoException) => end(code === 'ENOENT' ? 127 : 126));
    child.on('exit', (code, signal) => end(signal ? 128 + constants.signals[signal] : (code ?? 1)));
  });
  function signal(name: NodeJS.Signals): void {
    if (over || child.pid === undefined) return;
    try {
      if (terminal) child.kill(name);
      else process.kill(-child.pid, name);
    } catch {
      // it has just ended
    }
  }
  return {
    ended,
    signal,
    end() {
      signal('SIGTERM');
      const timer = setTimeout(() => signal('SIGKILL'), KILL_MS);
      void ended.then(() => clearTimeout(timer));
    },
  };
}
