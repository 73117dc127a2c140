import type { SignalName } from '../../core/service.ts';
import type { Endings } from './endings.ts';
import { groupExists, sendSignal } from './group.ts';
import type { Relay } from './relay.ts';
import type { Scan } from './table.ts';

/** All processes of one run: the group of its leader, and marked descendants that left the group. */
export interface ProcessTree {
  /**
   * Signals the group. Descendants outside it get the same signal as soon as the group is empty, and nothing before:
   * a leader that ends its own daemons in order is left to do so. SIGKILL does not wait: it reaches all of them at once.
   * Unless `bare`, who is suspended is continued.
   */
  signal(signal: SignalName, options?: { readonly bare?: boolean }): void;
  /** To be called, once, when the leader is gone. From here on, the tree looks for its own end. */
  leaderExited(): void;
}

/** `gone` is called once, when nothing is left. */
export function createTree({
  pgid,
  marker,
  endings,
  grouped = true,
  lingers = false,
  relay = null,
  gone,
}: {
  pgid: number;
  marker: string;
  endings: Endings;
  /** False when the group is known to be gone, or not to be this run's any more. */
  grouped?: boolean;
  /** Its leader suspends itself when it is to end, until it is alone: see `terminal-script.ts`. */
  lingers?: boolean;
  /** Who passes on its terminal; it gets no signals, and ends after the leader. */
  relay?: Relay | null;
  gone: () => void;
}): ProcessTree {
  let phase: 'led' | 'leaderless' | 'strays' | 'gone' = grouped ? 'led' : 'strays';
  let lastSignal: SignalName = 'SIGTERM';
  let looks = 0;
  let unsure = 0;
  const signalled = new Map<number, SignalName>();

  function signal(name: SignalName, { bare = false } = {}): void {
    if (phase === 'gone') return;
    lastSignal = name;
    if (phase !== 'strays') {
      // a leader that suspends itself at a signal must not be continued by what follows that signal
      if (lingers && !bare) sendSignal(-pgid, 'SIGCONT');
      sendSignal(-pgid, name);
      if (!lingers && !bare) sendSignal(-pgid, 'SIGCONT');
      if (!bare || name === 'SIGCONT') relay?.goOn();
      if (name === 'SIGKILL') relay?.end();
    }
    if (name === 'SIGKILL' && !bare) endings.wait({ wantsScan: () => true, settle: signalAll });
    endings.soon();
  }

  function wantsScan(): boolean {
    looks += 1;
    if (phase === 'leaderless' && !groupExists(pgid)) phase = 'strays';
    return phase === 'strays' || isRound(looks);
  }

  function settle(scan: Scan): boolean {
    if (phase === 'leaderless') {
      if (scan.members(marker).some((member) => member.pgid === pgid) || scan.groupLives(pgid)) return false;
      phase = 'strays'; // zombies, which nobody looks at
    }
    const { pids, sure } = scan.survivors(marker);
    if (pids.length === 0 && (sure || ++unsure >= MAX_UNSURE)) {
      phase = 'gone';
      relay?.over();
      gone();
      return true;
    }
    signalAll(scan);
    return false;
  }

  function signalAll(scan: Scan): true {
    for (const pid of scan.survivors(marker).pids) if (pid !== relay?.pid) signalOnce(pid);
    return true;
  }

  /** A second SIGTERM makes some programs give up their orderly end. */
  function signalOnce(pid: number): void {
    if (signalled.get(pid) === lastSignal) return;
    signalled.set(pid, lastSignal);
    sendSignal(pid, lastSignal);
    sendSignal(pid, 'SIGCONT');
  }

  return {
    signal,
    leaderExited() {
      phase = grouped ? 'leaderless' : 'strays';
      relay?.end();
      endings.wait({ wantsScan, settle });
    },
  };
}

/** Looks that found nothing but saw processes come and go; on a busy machine, all do. */
const MAX_UNSURE = 3;

/** True for the 4th, 8th, 16th … look: for what is too dear to be done at each. */
function isRound(count: number): boolean {
  return count >= 4 && (count & (count - 1)) === 0;
}
