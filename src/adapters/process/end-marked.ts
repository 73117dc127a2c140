import { monotonicMs } from '../../monotonic.ts';
import { sendSignal } from './group.ts';
import type { Scanner } from './scan.ts';

const PAUSE_MS = 20;
/** From SIGTERM to SIGKILL, and from there to giving up. */
const GRACE_MS = 1000;
/** Looks that found nobody, but saw processes come and go. */
const MAX_UNSURE = 3;

/** Ends all who carry this marker, and are no part of a run: with SIGTERM, and SIGKILL for those who do not mind it. */
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
