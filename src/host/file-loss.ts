import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { inodeOf } from '../files/inode.ts';
import { monotonicMs } from '../monotonic.ts';

/** Guards files that must stay in place. */
export interface LossWatch {
  close(): void;
}

/** A deletion is often one of many: `rm -rf` should not find files that were just restored. */
const SOON_MS = 150;
/** How often to check if the system cannot watch (too many watches are open). */
const LOOK_EVERY_MS = 5000;

/**
 * Calls `look` soon after one of these files or its directory was deleted, moved or replaced, and once at the start.
 * The directories must exist. `look` finds out what is missing and restores it. If it settles with false, it could not,
 * and is called again later.
 */
export function watchForLoss(
  paths: readonly string[],
  look: () => Promise<boolean>,
  { soonMs = SOON_MS }: { readonly soonMs?: number } = {},
): LossWatch {
  const watchers = new Map<string, { readonly watcher: FSWatcher; readonly inode: number | null }>();
  const dirs = new Set(paths.map((path) => dirname(path)));
  let timer: NodeJS.Timeout | undefined;
  let dueMs = Number.POSITIVE_INFINITY;
  let looking = false;
  let closed = false;

  function soon(delayMs = soonMs): void {
    if (closed || dueMs <= monotonicMs() + delayMs) return;
    clearTimeout(timer);
    dueMs = monotonicMs() + delayMs;
    timer = setTimeout(() => void run(), delayMs).unref();
  }

  async function run(): Promise<void> {
    dueMs = Number.POSITIVE_INFINITY;
    if (looking) return soon();
    looking = true;
    const isWhole = await look();
    looking = false;
    for (const dir of dirs) open(dir);
    if (!isWhole || watchers.size < dirs.size) soon(LOOK_EVERY_MS);
  }

  /**
   * Opens a watch. A directory that was deleted and created again is a different one, and the old watch is useless. The
   * system reports that only when nothing in the directory is open.
   */
  function open(dir: string): void {
    const inode = inodeOf(dir);
    if (closed || (inode !== null && watchers.get(dir)?.inode === inode)) return;
    forget(dir);
    const names = new Set([
      ...paths.filter((path) => dirname(path) === dir).map((path) => basename(path)),
      basename(dir),
    ]);
    try {
      const watcher = watch(dir, { persistent: false }, (_, name) => {
        if (name !== null && !names.has(name)) return;
        // The name of the directory itself: it was deleted or moved.
        if (name === basename(dir)) forget(dir);
        soon();
      });
      watcher.on('error', () => {
        forget(dir);
        soon();
      });
      watchers.set(dir, { watcher, inode });
    } catch {
      // `run` tries again.
    }
  }

  function forget(dir: string): void {
    watchers.get(dir)?.watcher.close();
    watchers.delete(dir);
  }

  for (const dir of dirs) open(dir);
  void run();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      for (const dir of dirs) forget(dir);
    },
  };
}
