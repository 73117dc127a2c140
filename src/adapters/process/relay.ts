import { hasProc } from '../../system.ts';
import { sendSignal } from './group.ts';
import { readStat } from './scan-linux.ts';
import { ps } from './scan-ps.ts';

/**
 * Who passes on the terminal of a leader: `script`, see `script-terminal.ts`. It is the parent of the leader, suspends itself
 * along with it, and ends after it.
 *
 * It hears of its leader by SIGCHLD, and the system keeps only one of these for it at a time. While the relay is suspended, or
 * waits for a processor, the end of its leader is lost behind the news that the leader was suspended. Then it suspends itself
 * although its leader has gone on, and waits for ever for a leader that is dead.
 */
export interface Relay {
  readonly pid: number;
  /** Its leader was told to go on, and so is it. */
  goOn(): void;
  /** Its leader is dead. It passes on what is left and ends by itself; if it rests instead, it is killed. */
  end(): void;
  /** It is gone: its number may soon belong to somebody else. */
  over(): void;
}

const LOOK_MS = 50;
/** It suspends itself within so many looks, when it learns too late that its leader was suspended. */
const LOOKS_AFTER_GOING_ON = 40;
/** Without /proc each look is a process: the pause before the next one is twice as long each time, up to this. */
const LONGEST_PAUSE_MS = 3200;
/** Looks in a row at which it rests. Without /proc, it may also wait for a processor then. */
const LOOKS_AT_REST = hasProc() ? 4 : 40;
/** It has so many looks to pass on what is left. */
const MOST_LOOKS = 200;

export function createRelay({
  pid,
  leader,
  isChild,
  isQuiet,
}: {
  pid: number;
  leader: number;
  /** A child of this process: then the system tells when it suspends itself, see `suspension.ts`. */
  isChild: boolean;
  /** Nothing has come from it since the last time that this was asked, and it could have written. */
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

  /** Continues a relay that rests although its leader goes on: what `look` does where there is /proc. */
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
