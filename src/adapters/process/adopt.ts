import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import type { RunIdentity } from '../../core/restored.ts';
import type { SignalName } from '../../core/service.ts';
import type { OutputSink, ProcessEvents, ProcessHandle } from '../../runtime/ports.ts';
import type { Endings } from './endings.ts';
import { sendSignal } from './group.ts';
import { isLeader, leaderLives } from './leader.ts';
import { connect, type Source } from './output.ts';
import { fifoSource } from './pipe-source.ts';
import { type RunFiles, readStatus, removeRunFiles } from './run-files.ts';
import { exitOf } from './signal-names.ts';
import { createTree } from './tree.ts';

/** What it takes to go on with a run that an earlier supervisor started. */
export interface AdoptOptions {
  readonly identity: RunIdentity;
  readonly marker: string;
  readonly files: RunFiles;
  readonly sink: OutputSink;
  readonly events: Pick<ProcessEvents, 'exited' | 'suspended' | 'cleared'>;
  readonly endings: Endings;
  /** The group has been taken over, and is no more. */
  readonly began: (pgid: number) => void;
  readonly ended: (pgid: number) => void;
  /** Nothing is left, and all output was handed over. */
  readonly cleared: () => void;
}

/** An adopted run. */
export interface AdoptedRun extends ProcessHandle {
  /** Looks whether its leader still lives: somebody has a reason to think that it does not. */
  look(): void;
  /** Looks no more. */
  letGo(): void;
}

/**
 * Goes on with a run until nothing of it is left. One that has ended meanwhile is reported as ended, with what it wrote.
 * One whose pipe cannot be opened is killed: it would fill the pipe, and stand still.
 */
export function adoptRun(options: AdoptOptions): AdoptedRun {
  const { identity, marker, files, sink, events, endings, began, ended, cleared } = options;
  const { pid } = identity;
  const alive = isLeader(identity, marker);
  const fd = openPipe(files.pipe);

  const output = connect(sink, (source) => {
    if (fd === null) return nothing(source.ended);
    const closed = () => {
      source.ended();
      leader.look(); // it holds the pipe as long as it lives
    };
    return fifoSource(fd, { push: source.push, ended: closed });
  });
  const tree = createTree({
    pgid: pid,
    marker,
    endings,
    // The number may belong to somebody else by now.
    grouped: alive,
    gone() {
      if (alive) ended(pid);
      output.finish(() => {
        removeRunFiles(files);
        cleared();
        events.cleared();
      });
    },
  });
  if (alive) began(pid);
  if (alive && fd === null) tree.signal('SIGKILL');

  const leader = watchLeader({ identity, files, alive }, ({ code, signal }) => {
    events.exited(code, signal);
    tree.leaderExited();
  });
  return { pid, identity, signal: tree.signal, ...leader };
}

const SHORTEST_PAUSE_MS = 10;
/** Long, since each look costs 70 µs: almost every end is noticed by its files. */
const LONGEST_PAUSE_MS = 1000;

/** Without being the parent of the leader, all that can be done is to look: when there is a reason, and now and then. */
function watchLeader(
  { identity, files, alive }: Pick<AdoptOptions, 'identity' | 'files'> & { alive: boolean },
  exited: (exit: { code: number | null; signal: SignalName | null }) => void,
): Pick<AdoptedRun, 'look' | 'letGo'> {
  let pauseMs = SHORTEST_PAUSE_MS;
  let over = false;
  let timer = setTimeout(look, 0);

  function look(): void {
    clearTimeout(timer);
    if (over) return;
    const gone = !alive || !leaderLives(identity);
    const status = readStatus(files);
    // Nothing but SIGKILL ends a leader before it has noted the status.
    if (gone) {
      over = true;
      return exited(status === null ? { code: null, signal: 'SIGKILL' } : exitOf(status));
    }
    if (status !== null) {
      sendSignal(identity.pid, 'SIGCONT'); // it waits for an adopter
      pauseMs = SHORTEST_PAUSE_MS;
    }
    timer = setTimeout(look, pauseMs);
    pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
  }

  function letGo(): void {
    over = true;
    clearTimeout(timer);
  }

  return { look, letGo };
}

/** The end to read from; null when there is no such pipe. */
function openPipe(path: string): number | null {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    if (fstatSync(fd).isFIFO()) return fd;
    closeSync(fd);
  } catch {}
  return null;
}

function nothing(ended: () => void): Source {
  return { resume() {}, rest: ended };
}
