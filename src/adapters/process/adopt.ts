import { closeSync, constants, existsSync, fstatSync, openSync } from 'node:fs';
import type { RunIdentity } from '../../core/restored.ts';
import type { SignalName } from '../../core/service.ts';
import type { OutputSink, ProcessEvents, ProcessHandle } from '../../runtime/ports.ts';
import { hasProc } from '../../system.ts';
import type { Endings } from './endings.ts';
import { sendSignal } from './group.ts';
import { markerOf } from './kin.ts';
import { followLife, type Life } from './life.ts';
import { connect, type Source } from './output.ts';
import { fifoSource } from './pipe-source.ts';
import { createTree } from './process-tree.ts';
import { createRelay, type Relay } from './relay.ts';
import { type RunFiles, readStatus, removeRunFiles } from './run-files.ts';
import { readStat } from './scan-linux.ts';
import { exitOf } from './signal-names.ts';
import { type TerminalEnd, terminalEnd } from './terminal-end.ts';

/** The options for adopting a run that an earlier supervisor started. */
export interface AdoptOptions {
  readonly identity: RunIdentity;
  readonly marker: string;
  readonly files: RunFiles;
  readonly sink: OutputSink;
  readonly events: Pick<ProcessEvents, 'exited' | 'suspended' | 'treeGone'>;
  readonly endings: Endings;
  /** Called when its leader waits until it is alone in its group. */
  readonly waits: (pgid: number) => void;
  /** Called when the group has been taken over, and when it is gone. */
  readonly began: (pgid: number) => void;
  readonly ended: (pgid: number) => void;
  /** Called when nothing is left and all output was passed on. */
  readonly treeGone: () => void;
}

/** An adopted run. */
export interface AdoptedRun extends ProcessHandle {
  /** Stops following the run. */
  letGo(): void;
}

/**
 * Adopts a run and follows it until nothing of it is left. A run that has ended meanwhile is reported as ended, with
 * its output. A run whose pipe cannot be opened is killed: it would fill the pipe and then hang.
 */
export function adoptRun(options: AdoptOptions): AdoptedRun {
  const { identity, marker, files, sink, events, endings, waits, began, ended, treeGone } = options;
  const { pid } = identity;
  const exited = ({ code, signal }: Exit) => {
    events.exited(code, signal);
    tree.leaderExited();
  };
  const { alive, letGo } = followLeader({ pid, files, waits: () => waits(pid) }, exited);
  const fd = openPipe(files.pipe);
  const terminal = existsSync(files.input) ? terminalEnd({ pid, input: files.input }) : null;

  const output = connect(sink, (source) => (fd === null ? nothing(source.ended) : fifoSource(fd, source)));
  const tree = createTree({
    pgid: pid,
    marker,
    endings,
    // The number may belong to another group by now.
    grouped: alive,
    relay: alive && terminal !== null ? relayOf(pid, marker, output.isQuiet) : null,
    gone() {
      if (alive) ended(pid);
      terminal?.close();
      output.finish(() => {
        removeRunFiles(files);
        treeGone();
        events.treeGone();
      });
    },
  });
  if (alive) began(pid);
  if (alive && fd === null) tree.signal('SIGKILL');
  const isTerminal = alive && terminal !== null;
  const write: TerminalEnd['write'] = (data) => {
    terminal?.write(data);
    output.typed();
  };
  const ways = isTerminal ? { write, resize: terminal.resize } : {};
  return {
    pid,
    identity,
    signal: tree.signal,
    isTerminal,
    ...ways,
    letGo() {
      letGo();
      output.letGo();
      terminal?.close();
    },
  };
}

/** The relay of a leader's terminal: its parent, if that belongs to the run. */
function relayOf(leader: number, marker: string, isQuiet: () => boolean): Relay | null {
  const pid = hasProc() ? readStat(leader)?.ppid : undefined;
  return pid !== undefined && markerOf(pid) === marker ? createRelay({ pid, leader, isChild: false, isQuiet }) : null;
}

const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 1000;

interface Exit {
  readonly code: number | null;
  readonly signal: SignalName | null;
}

/**
 * Follows the leader of a run to its end. When its command has ended, the leader waits for an adopter. It is told more
 * than once that one is here, because a shell may miss a signal that comes just before it begins to wait.
 */
export function followLeader(
  {
    pid,
    files,
    waits = () => {},
  }: {
    readonly pid: number;
    readonly files: RunFiles;
    /** Called when the leader waits until it is alone in its group. Only a leader on a terminal does. */
    readonly waits?: () => void;
  },
  exited: (exit: Exit) => void,
): Life {
  let code: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  const life = followLife(files.life, {
    waits,
    status(ended) {
      if (code === null) tellOfUs(SHORTEST_PAUSE_MS);
      code = ended;
    },
    ended() {
      clearTimeout(timer);
      const status = code ?? readStatus(files);
      // Only SIGKILL ends a leader before it has recorded the status.
      exited(status === null ? { code: null, signal: 'SIGKILL' } : exitOf(status));
    },
  });

  function tellOfUs(pauseMs: number): void {
    sendSignal(pid, 'SIGCONT');
    timer = setTimeout(tellOfUs, pauseMs, Math.min(pauseMs * 2, LONGEST_PAUSE_MS));
  }

  return {
    alive: life.alive,
    letGo() {
      clearTimeout(timer);
      life.letGo();
    },
  };
}

/** Opens the reading end of a pipe; null if there is no such pipe. */
export function openPipe(path: string): number | null {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    if (fstatSync(fd).isFIFO()) return fd;
    closeSync(fd);
  } catch {}
  return null;
}

export function nothing(ended: () => void): Source {
  return { resume() {}, rest: ended };
}
