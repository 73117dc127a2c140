import type { LeftProcess } from '../../core/event.ts';
import type { RunIdentity } from '../../core/restored.ts';
import type { SignalName } from '../../core/service.ts';
import { monotonicMs } from '../../monotonic.ts';
import type { OutputSink, ProcessEvents, ProcessHandle } from '../../runtime/ports.ts';
import type { Endings } from './endings.ts';
import { sendSignal } from './group.ts';
import { isHeldUp } from './held-up.ts';
import type { Launched, LaunchRequest } from './launch.ts';
import { createTree, type ProcessTree } from './process-tree.ts';

/** The options of a run. */
export interface RunOptions {
  /** The id of the supervisor. */
  readonly session: string;
  readonly marker: string;
  readonly sink: OutputSink;
  readonly events: ProcessEvents;
  readonly endings: Endings;
  /** Starts the leader. Rejects with a message for the user. */
  readonly launch: (exited: LaunchRequest['exited']) => Promise<Launched>;
  /** Called when the group exists, and when it is gone. */
  readonly began: (leader: Launched) => void;
  readonly ended: (pgid: number) => void;
  /** Called before a signal that is meant to end the run. */
  readonly stopping: (pgid: number) => void;
  /** The pids of all living processes of the run. */
  readonly members: () => Promise<readonly number[]>;
  /**
   * Returns the other processes of the run, after its leader has ended well without a request. Undefined: not needed.
   */
  readonly leftBehind: (() => Promise<readonly LeftProcess[]>) | undefined;
  /** Called when nothing is left and all output was passed on. */
  readonly treeGone: () => void;
}

/** Leads one run from its start until nothing of it is left. */
export function startRun(options: RunOptions): ProcessHandle {
  const { session, marker, sink, events, endings, launch, began, stopping, ended, leftBehind, treeGone } = options;
  const { members } = options;
  let launched: Launched | null = null;
  let tree: ProcessTree | null = null;
  let identity: RunIdentity | undefined;
  let beganMs = 0;
  let asked = false;
  const early: Parameters<ProcessHandle['signal']>[] = [];

  function start(leader: Launched): void {
    const { pid, output } = leader;
    launched = leader;
    beganMs = monotonicMs();
    tree = createTree({
      pgid: pid,
      marker,
      endings,
      lingers: leader.lingers ?? false,
      relay: leader.relay ?? null,
      gone() {
        ended(pid);
        output.finish(() => {
          treeGone();
          events.treeGone();
        });
      },
    });
    began(leader);
    if (leader.detached) identity = { pid, session };
    events.spawned(pid);
    for (const each of early) signal(...each);
  }

  function signal(...[name, options]: Parameters<ProcessHandle['signal']>): void {
    if (tree === null || launched === null) {
      early.push([name, options]);
      if (name === 'SIGKILL') void killEarly();
      return;
    }
    if (!options?.bare) {
      asked = true;
      stopping(launched.pid);
    }
    tree.signal(name, options);
  }

  /**
   * Kills a leader that hangs or was suspended before it could report that it runs. It is found by its environment,
   * which macOS does not show.
   */
  async function killEarly(): Promise<void> {
    const pids = await members();
    if (launched === null) for (const pid of pids) sendSignal(pid, 'SIGKILL');
  }

  function exited(code: number | null, signal: SignalName | null): void {
    if (code !== 0 || asked || !leftBehind) return over(code, signal);
    leftBehind().then(
      (left) => over(code, signal, left),
      () => over(code, signal),
    );
  }

  function over(...end: Parameters<ProcessEvents['exited']>): void {
    events.exited(...end);
    tree?.leaderExited();
  }

  function failed(error: Error): void {
    events.spawnFailed(error.message);
    sink.end();
  }

  launch(exited).then(start, failed);

  return {
    get pid() {
      return launched?.pid ?? null;
    },
    isHeldUp: () => launched !== null && isHeldUp(launched.pid, monotonicMs() - beganMs),
    get identity() {
      return identity;
    },
    signal,
    get isTerminal() {
      return launched?.resize !== undefined;
    },
    resize: (cols, rows) => launched?.resize?.(cols, rows),
    write: (data) => launched?.write?.(data),
  };
}
