import { spawn } from 'node:child_process';
import { withoutHidden } from '../../files/hidden-descriptors.ts';
import type { OutputSink } from '../../runtime/ports.ts';

/** The command of a hook to run. */
export interface HookRun {
  /** The queue of the hook, such as `api:hook`. Hooks of one queue run one after the other. */
  readonly name: string;
  readonly command: string;
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface HookRunner {
  run(hook: HookRun): void;
  /** Settles when all hooks have ended, or after this time. Hooks that still run are killed. */
  close(withinMs: number): Promise<void>;
}

/** The time limit of a hook. After it, the hook is killed. */
const LIMIT_MS = 30_000;
/** At most this many hooks of one service wait. */
const MAX_WAITING = 10;

/**
 * Runs hooks, one at a time for each name. `open` returns the sink for the output of one hook. `told` receives error
 * messages.
 */
export function createHookRunner(options: {
  readonly open: (name: string, run: number) => OutputSink;
  readonly told: (text: string) => void;
  readonly limitMs?: number;
}): HookRunner {
  const { open, told, limitMs = LIMIT_MS } = options;
  const queues = new Map<string, HookRun[]>();
  const running = new Map<string, () => void>();
  const idle = new Set<() => void>();
  let runs = 0;

  function next(name: string): void {
    const hook = queues.get(name)?.shift();
    if (!hook) {
      running.delete(name);
      if (running.size === 0) for (const settle of idle) settle();
      return;
    }
    start(hook);
  }

  function start({ name, command, dir, env }: HookRun): void {
    const sink = open(name, ++runs);
    let over = false;
    const end = (problem: string | null) => {
      if (over) return;
      over = true;
      clearTimeout(limit);
      sink.end();
      if (problem !== null) told(`${name}: ${problem}`);
      next(name);
    };
    // It runs in its own group, so that all of it can be ended.
    const child = spawn('/bin/sh', ['-c', command], {
      cwd: dir,
      env,
      detached: true,
      stdio: withoutHidden(['ignore', 'pipe', 'pipe']),
    });
    const kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has already ended.
      }
    };
    running.set(name, kill);
    const limit = setTimeout(() => {
      kill();
      end(`took longer than ${limitMs / 1000} s; killed: ${command}`);
    }, limitMs);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => sink.write(chunk));
    child.on('error', (error) => end(`cannot be run: ${error.message}`));
    child.on('close', (code, signal) => {
      end(code === 0 ? null : `${signal ? `killed by ${signal}` : `exit code ${code}`}: ${command}`);
    });
  }

  return {
    run(hook) {
      const queue = queues.get(hook.name) ?? [];
      queues.set(hook.name, queue);
      if (queue.length >= MAX_WAITING)
        return told(`${hook.name}: more than ${MAX_WAITING} wait; skipped: ${hook.command}`);
      queue.push(hook);
      if (!running.has(hook.name)) next(hook.name);
    },
    close(withinMs) {
      if (running.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          queues.clear();
          for (const kill of running.values()) kill();
          resolve();
        }, withinMs);
        idle.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
  };
}
