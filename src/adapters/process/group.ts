import type { SignalName } from '../../core/service.ts';

/** Whether anything is left of a process group, zombies included. */
export function groupExists(pgid: number): boolean {
  try {
    process.kill(-pgid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Signals a whole group or, for a positive id, one process. Ignores processes that are gone or belong to others. */
export function sendSignal(id: number, signal: SignalName): void {
  if (Math.abs(id) <= 1) return; // 1 is init, -1 is every process, 0 is our own group
  try {
    process.kill(id, signal);
  } catch {}
}
