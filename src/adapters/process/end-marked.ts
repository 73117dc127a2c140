import { monotonicMs } from '../../monotonic.ts';
import { sendSignal } from './group.ts';
import type { Scanner } from './scan.ts';

const PAUSE_MS = 20;
/** The time between SIGTERM and SIGKILL, and from there to giving up. */
const GRACE_MS = 1000;
/** The most scans that find nothing but see processes come and go. */
const MAX_UNSURE = 3;

/**
 * Ends all processes with this marker that are not part of a run: with SIGTERM, and then SIGKILL for those that ignore
 * it.
 */
export async function endMarked(scan: Scanner, marker: string): Promise<void> {
  const told = new Set<number>();
  let unsure = 0;
  const beganMs = monotonicMs();
  for (;;) {
    const { pids, sure } = (await scan()).survivors(marker);
    const tookMs = monotonicMs() - beganMs;
    if (pids.length === 0 && (sure || ++unsure >= MAX_UNSURE)) return;
    if (tookMs >= 2 * GRACE_MS) return;
    for (const pid of pids) {
      if (tookMs >= GRACE_MS) sendSignal(pid, 'SIGKILL');
      if (told.has(pid)) continue;
      told.add(pid);
      sendSignal(pid, 'SIGTERM');
      sendSignal(pid, 'SIGCONT');
    }
    await new Promise((resolve) => {
      setTimeout(resolve, PAUSE_MS);
    });
  }
}
