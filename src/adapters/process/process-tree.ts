import type { SignalName } from '../../core/service.ts';
import type { Endings } from './endings.ts';
import { groupExists, sendSignal } from './group.ts';
import type { Relay } from './relay.ts';
import type { Scan } from './table.ts';

/** All processes of one run: the group of its leader, and marked descendants that left the group. */
export interface ProcessTree {
  /**
   * Signals the group. Descendants outside the group get the same signal only once it is empty, so that a leader can
   * end its own daemons in order. SIGKILL reaches all of them at once. Unless `bare`, suspended processes are
   * continued.
   */
  signal(signal: SignalName, options?: { readonly bare?: boolean }): void;
  /** Call this once when the leader has exited. From then on, the tree watches for its own end. */
  leaderExited(): void;
}

/** Creates the tree. `gone` is called once when nothing is left. */
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
  /** False if the group is known to be gone, or no longer belongs to this run. */
  grouped?: boolean;
  /** Whether its leader suspends itself at its end until it is alone: see `terminal-script.ts`. */
  lingers?: boolean;
  /** The process that passes on its terminal. It gets no signals, and ends after the leader. */
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
      // if a leader suspends itself at a signal, the SIGCONT after that signal must not continue it
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
      phase = 'strays'; // zombies that no parent reaps
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

  /** Signals a process once. A second SIGTERM makes some programs give up their orderly end. */
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

/** The most scans that find nothing but see processes come and go. On a busy machine, all scans do. */
const MAX_UNSURE = 3;

/** True for the 4th, 8th, 16th … scan. For work that is too expensive for each scan. */
function isRound(count: number): boolean {
  return count >= 4 && (count & (count - 1)) === 0;
}
