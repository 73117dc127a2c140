import { monotonicMs } from '../../monotonic.ts';
import { hasProc } from '../../system.ts';
import { sendSignal } from './group.ts';
import type { Scanner } from './scan.ts';
import { readStat } from './scan-linux.ts';
import { ALONE } from './signal-names.ts';
import type { Member } from './table.ts';

/** The leader of a run, and the function to call. */
export interface WatchedLeader {
  readonly pid: number;
  readonly marker: string;
  /**
   * Whether it suspends itself, when a signal has ended its command, until it is continued: see `terminal-script.ts`.
   */
  readonly lingers: boolean;
  /** The process that passes on its terminal. If it suspends itself too late because of the leader, it is continued. */
  readonly relay?: number;
  /** Called when its processes are suspended, or continue. */
  readonly tell: (suspended: boolean) => void;
}

/** Notices suspended processes without polling: the system tells a parent when a child is suspended or continues. */
export interface Suspensions {
  add(leader: WatchedLeader): void;
  /** The run is over, or its leader has exited. */
  remove(pid: number): void;
  /** A leader has exited, which explains why the system has told something. */
  exited(): void;
  /** The run is being stopped. Its leader stays until it is alone in its group, however long that takes. */
  stopping(pid: number): void;
  /**
   * A leader has reported that it waits until it is alone in its group. It is told so, again and again until it is
   * gone.
   */
  waiting(pid: number): void;
  /** The processes of the run were scanned for another reason. */
  seen(pid: number, members: readonly Member[]): void;
}

/**
 * A pause is this many times as long as the scan before it, so that many services that end at once do not keep the loop
 * busy.
 */
const REST = 4;
/**
 * The same for a scan of all leaders while something else explains what the system has told: it tells of ends and of
 * suspensions alike, and once for several of them.
 */
const LONG_REST = 25;
/** For signals that may have been typed: nobody stops the service then, and its end must be seen. */
const LINGERS_MS = 5000;

export function createSuspensions(scan: Scanner): Suspensions {
  const leaders = new Map<number, WatchedLeader>();
  const suspended = new Set<number>();
  const stopping = new Set<number>();
  /** Leaders that have suspended themselves, and since when. */
  const lingering = new Map<number, number>();
  /** Leaders that have reported that they wait. */
  const waiting = new Set<number>();
  let timer: NodeJS.Timeout | undefined;
  let timerMs = 0;
  let isLooking = false;
  /** Something has happened since the present scan began, which it may not have seen. */
  let isDue = false;
  let nextMs = 0;
  /** The system has told something since the last scan of all leaders. */
  let isTold = false;
  let exits = 0;
  let restedMs = 0;

  function poke(delayMs = 0): void {
    isDue ||= isLooking;
    const atMs = Math.max(nextMs, monotonicMs() + delayMs);
    if (isLooking || (timer !== undefined && timerMs <= atMs)) return;
    clearTimeout(timer);
    timerMs = atMs;
    timer = setTimeout(() => void look(), Math.max(atMs - monotonicMs(), 0));
  }

  async function look(): Promise<void> {
    timer = undefined;
    isLooking = true;
    const beganMs = monotonicMs();
    const first = new Set(expected());
    const stopped = [...first].filter(isStopped);
    const isExplained = exits > 0 || stopped.length > 0;
    exits = 0;
    if (isTold && (!isExplained || beganMs >= restedMs)) {
      isTold = false;
      const others = [...leaders.values()].filter((leader) => !first.has(leader));
      stopped.push(...others.filter((leader) => suspended.has(leader.pid) || isStopped(leader)));
      continueRelays();
      restedMs = monotonicMs() + LONG_REST * (monotonicMs() - beganMs);
    }
    const pids = new Set(stopped.map(({ pid }) => pid));
    for (const pid of lingering.keys()) if (!pids.has(pid)) lingering.delete(pid);
    let tookMs = monotonicMs() - beganMs;
    if (stopped.length > 0 || waiting.size > 0) {
      const now = await scan();
      const seenMs = monotonicMs();
      for (const leader of stopped) judge(leader, now.members(leader.marker));
      for (const pid of waiting) tellIfAlone(pid, now.members(leaders.get(pid)?.marker ?? ''));
      tookMs += monotonicMs() - seenMs;
    }
    nextMs = monotonicMs() + REST * tookMs;
    isLooking = false;
    if (isDue) poke();
    if (lingering.size > 0 || waiting.size > 0) poke(LOOK_AGAIN_MS);
    if (isTold) poke(restedMs - monotonicMs());
    isDue = false;
  }

  /** Those of whom it is expected that they suspend themselves, or go on. */
  function expected(): WatchedLeader[] {
    const pids = new Set([...stopping, ...lingering.keys()]);
    return [...pids].flatMap((pid) => leaders.get(pid) ?? []).filter(({ lingers }) => lingers);
  }

  function continueRelays(): void {
    for (const { pid, relay } of leaders.values()) {
      if (relay === undefined || readStat(relay)?.state !== 'T' || readStat(pid)?.state === 'T') continue;
      sendSignal(relay, 'SIGCONT');
    }
  }

  function judge(leader: WatchedLeader, members: readonly Member[]): void {
    const { pid } = leader;
    const others = members.filter((member) => member.pid !== pid);
    const isStopped = members.some((member) => member.pid === pid && member.state === 'T');
    const waits = leader.lingers && isStopped && !others.some(({ state }) => state === 'T');
    if (!waits) lingering.delete(pid);
    else {
      const sinceMs = lingering.get(pid) ?? monotonicMs();
      lingering.set(pid, sinceMs);
      const isAlone = !others.some((member) => member.pgid === pid);
      const isLate = !stopping.has(pid) && monotonicMs() - sinceMs >= LINGERS_MS;
      if (isAlone || isLate) sendSignal(pid, 'SIGCONT');
    }
    note(pid, !waits && members.some(({ state }) => state === 'T'));
  }

  /** The leader's own children do not count: its command has ended. */
  function tellIfAlone(leader: number, members: readonly Member[]): void {
    if (members.some(({ pid, ppid, pgid }) => pgid === leader && pid !== leader && ppid !== leader)) return;
    if (members.some(({ pid }) => pid === leader)) sendSignal(leader, ALONE);
    else waiting.delete(leader);
  }

  function note(pid: number, is: boolean): void {
    if (suspended.has(pid) === is) return;
    if (is) suspended.add(pid);
    else suspended.delete(pid);
    leaders.get(pid)?.tell(is);
  }

  function onChild(): void {
    isTold = true;
    poke();
  }

  return {
    add(leader) {
      if (leaders.size === 0 && hasProc()) process.on('SIGCHLD', onChild);
      leaders.set(leader.pid, leader);
    },
    remove(pid) {
      if (!leaders.delete(pid)) return;
      suspended.delete(pid);
      stopping.delete(pid);
      lingering.delete(pid);
      waiting.delete(pid);
      if (leaders.size === 0) process.off('SIGCHLD', onChild);
    },
    exited() {
      exits += 1;
    },
    stopping(pid) {
      if (leaders.has(pid)) stopping.add(pid);
    },
    waiting(pid) {
      if (!leaders.has(pid)) return;
      waiting.add(pid);
      poke();
    },
    seen(pid, members) {
      const leader = leaders.get(pid);
      if (leader) judge(leader, members);
    },
  };
}

const isStopped = ({ pid }: WatchedLeader) => readStat(pid)?.state === 'T';

/** How often the group of a waiting leader is checked: the remaining processes are not children of this one. */
const LOOK_AGAIN_MS = 20;
