import { setImmediate as turn } from 'node:timers/promises';
import { monotonicMs } from '../../monotonic.ts';

/** How long the event loop is kept busy without a break. */
const SLICE_MS = 2;

/**
 * Handles each item, at most `lanes` of them at a time, with breaks for everything else: the work may never wait for
 * anything.
 */
export async function eachLimited<T>(
  items: Iterable<T>,
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items].values();
  let sinceMs = monotonicMs();
  const lane = async () => {
    for (const item of queue) {
      await work(item);
      if (monotonicMs() - sinceMs < SLICE_MS) continue;
      await turn();
      sinceMs = monotonicMs();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/**
 * The advice when the system refuses a watch. The system's own words for the limits are misleading: "no space left on
 * device".
 */
export function limitMessage(error: NodeJS.ErrnoException): string {
  const unseen = 'changes in some directories will not be noticed';
  if (error.code === 'ENOSPC') {
    return `the limit of file watches is reached, ${unseen}: sudo sysctl fs.inotify.max_user_watches=524288, or watch less`;
  }
  if (error.code === 'EMFILE') {
    return `too many open files or file watchers, ${unseen}: sudo sysctl fs.inotify.max_user_instances=1024, or raise "ulimit -n"`;
  }
  return `cannot watch, ${unseen}: ${error.message}`;
}
