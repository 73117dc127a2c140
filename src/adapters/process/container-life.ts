import type { SignalName } from '../../core/service.ts';
import { monotonicMs } from '../../monotonic.ts';
import type { ContainerEngine, ContainerState } from '../../runtime/container-ports.ts';
import type { ProcessHandle } from '../../runtime/ports.ts';
import { exitOf } from './signal-names.ts';

/** How a run in a container ended. */
export interface ContainerEnd {
  readonly code: number | null;
  readonly signal: SignalName | null;
  /** Why its command could not be started; null if it was started. */
  readonly unstarted: string | null;
}

/** A container from its start to its removal. */
export interface ContainerLife {
  /** Settles with true when its command runs, or with false when it ended before that was seen. */
  readonly running: Promise<boolean>;
  readonly signal: ProcessHandle['signal'];
  /** Call this when the client that passes on its output has ended. Settles when the container has ended too. */
  clientEnded(exit: { code: number | null; signal: SignalName | null }): Promise<ContainerEnd>;
  /** Call this when the container has ended. Settles when nothing is left of it. */
  remove(): Promise<void>;
  /** Stops following the container. */
  letGo(): void;
}

const SHORTEST_PAUSE_MS = 40;
const LONGEST_PAUSE_MS = 1000;
/** How long an engine may take to notice the end of a container whose output has ended. */
const NOTICE_MS = 500;
/** The time between SIGKILL and the forced end of the client. */
const PATIENCE_MS = 10_000;

/**
 * Follows one container through its engine. Signals go to its first process through the engine, and never to the
 * client. So the last output arrives, and the exit status is that of the container.
 */
export function followContainer(options: {
  readonly engine: ContainerEngine;
  readonly name: string;
  /** Replaces the signal that ends it in order. */
  readonly stopSignal: string | null;
  /** Whether the container is known to run. */
  readonly runs: boolean;
  /** Ends the client if the engine does not. */
  readonly endClient: () => void;
  readonly onNotice: (message: string) => void;
}): ContainerLife {
  const { engine, name, stopSignal, endClient, onNotice } = options;
  let runs = options.runs;
  let over = false;
  let last: NodeJS.Timeout | undefined;
  let suspended = false;
  const early: Parameters<ProcessHandle['signal']>[] = [];

  function signal(...[wanted, how]: Parameters<ProcessHandle['signal']>): void {
    if (over) return;
    if (wanted === 'SIGKILL') return kill();
    if (!runs) return void early.push([wanted, how]);
    const isStop = how?.bare !== true;
    if (!isStop) suspended = wanted === 'SIGSTOP' || (suspended && wanted !== 'SIGCONT');
    const sent = isStop ? ((stopSignal as SignalName | null) ?? wanted) : wanted;
    void engine.signal(name, sent).then(() => {
      if (isStop) void goOn();
    });
  }

  /** A paused or suspended container does not notice its stop signal. */
  async function goOn(): Promise<void> {
    if (suspended) void engine.signal(name, 'SIGCONT');
    if (!over && (await engine.inspect(name))?.paused) await engine.unpause(name);
  }

  function kill(): void {
    last ??= setTimeout(endClient, PATIENCE_MS);
    // a container that has not started yet cannot be signalled
    void (runs ? engine.signal(name, 'SIGKILL') : engine.remove(name));
  }

  async function awaitRunning(): Promise<boolean> {
    for (let pauseMs = SHORTEST_PAUSE_MS; !over && !runs; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
      await pause(pauseMs);
      if (over) break;
      runs = (await engine.inspect(name))?.running === true;
    }
    if (runs) for (const each of early.splice(0)) signal(...each);
    return runs;
  }

  /**
   * The state at its end. If it still runs, it has lost its client and nobody would read its output, so it is ended.
   */
  async function lastState(): Promise<ContainerState | null> {
    const untilMs = monotonicMs() + NOTICE_MS;
    let state = await engine.inspect(name);
    while (state?.running && monotonicMs() < untilMs) {
      await pause(SHORTEST_PAUSE_MS);
      state = await engine.inspect(name);
    }
    if (!state?.running) return state;
    await engine.signal(name, 'SIGKILL');
    return engine.inspect(name);
  }

  return {
    running: awaitRunning(),
    signal,
    async clientEnded(exit) {
      over = true;
      clearTimeout(last);
      const state = await lastState();
      if (state === null || state.running) return { ...exit, unstarted: null };
      if (!state.started) return { ...exit, unstarted: state.error || 'its command could not be started' };
      return { ...exitOf(state.exitCode), unstarted: null };
    },
    async remove() {
      if (!(await engine.remove(name))) onNotice(`${engine.command} cannot remove the container ${name}`);
    },
    letGo() {
      over = true;
      clearTimeout(last);
    },
  };
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });
}
