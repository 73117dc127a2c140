import { hasProc } from '../../system.ts';
import { sendSignal } from './group.ts';
import { readStat } from './scan-linux.ts';
import { ps } from './scan-ps.ts';

/**
 * The process that passes on the terminal of a leader: `script`, see `script-terminal.ts`. It is the parent of the
 * leader, suspends itself together with it, and ends after it.
 *
 * SIGCHLD tells the relay about its leader, and the system keeps only one SIGCHLD for it at a time. While the relay is
 * suspended, or waits for a processor, the end of its leader can be lost behind the news that the leader was suspended.
 * Then the relay suspends itself although its leader has continued, and waits for ever for a dead leader.
 */
export interface Relay {
  readonly pid: number;
  /** Its leader was told to continue, so the relay is continued too. */
  goOn(): void;
  /** Its leader is dead. The relay passes on the rest and ends by itself. If it stops instead, it is killed. */
  end(): void;
  /** The relay is gone: its number may soon belong to another process. */
  over(): void;
}

const LOOK_MS = 50;
/** If the relay learns too late that its leader was suspended, it suspends itself within this many checks. */
const LOOKS_AFTER_GOING_ON = 40;
/** Without /proc each check is a process. Each pause is twice as long as the one before, up to this. */
const LONGEST_PAUSE_MS = 3200;
/**
 * The relay stands still after this many idle checks in a row. Without /proc, it may also be waiting for a processor.
 */
const LOOKS_AT_REST = hasProc() ? 4 : 40;
/** The relay has this many checks to pass on the rest. */
const MOST_LOOKS = 200;

export function createRelay({
  pid,
  leader,
  isChild,
  isQuiet,
}: {
  pid: number;
  leader: number;
  /** Whether it is a child of this process. Then the system reports when it suspends itself, see `suspension.ts`. */
  isChild: boolean;
  /** Whether nothing has come from it since the last call, although it could have written. */
  isQuiet: () => boolean;
}): Relay {
  const startTime = readStat(pid)?.startTime;
  let timer: NodeJS.Timeout | undefined;
  let asking: NodeJS.Timeout | undefined;
  let looks = 0;
  let rested = 0;
  let isEnding = false;
  let isOver = false;

  function lookFor(count: number): void {
    looks = count;
    if (!isOver) timer ??= setTimeout(look, LOOK_MS);
  }

  function look(): void {
    timer = undefined;
    const stat = readStat(pid);
    isOver ||= stat?.startTime !== startTime;
    if (isOver) return;
    looks -= 1;
    const state = stat?.state ?? 'S';
    const led = readStat(leader);
    if (state === 'T' && led?.state !== 'T') sendSignal(pid, 'SIGCONT');
    const isLeft = isEnding && (led?.dead ?? true);
    rested = isLeft && isQuiet() && state === 'S' ? rested + 1 : 0;
    if (isLeft && (rested >= LOOKS_AT_REST || looks <= 0)) sendSignal(pid, 'SIGKILL');
    if (looks > 0) lookFor(looks);
    else isEnding = false;
  }

  /** Continues a relay that stands still although its leader continues. With /proc, `look` does this. */
  async function ask(pauseMs: number): Promise<void> {
    asking = undefined;
    const lines = await ps(['-o', 'pid=,stat=', '-p', `${pid},${leader}`]);
    const states = new Map(
      lines.map((line) => line.trim().split(/\s+/)).map(([id, state]) => [Number(id), state?.[0]]),
    );
    if (isOver || isEnding) return;
    if (states.get(pid) === 'T' && states.get(leader) !== 'T') sendSignal(pid, 'SIGCONT');
    if (pauseMs < LONGEST_PAUSE_MS) askIn(pauseMs * 2);
  }

  function askIn(pauseMs: number): void {
    clearTimeout(asking);
    asking = setTimeout(() => void ask(pauseMs), pauseMs);
  }

  return {
    pid,
    goOn() {
      if (isOver) return;
      sendSignal(pid, 'SIGCONT');
      if (isEnding) return;
      if (!hasProc()) askIn(LOOK_MS);
      else if (!isChild) lookFor(LOOKS_AFTER_GOING_ON);
    },
    end() {
      if (isEnding) return;
      isEnding = true;
      lookFor(MOST_LOOKS);
    },
    over() {
      isOver = true;
      clearTimeout(timer);
      clearTimeout(asking);
    },
  };
}
