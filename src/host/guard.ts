import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { inodeOf } from '../files/inode.ts';
import { monotonicMs } from '../monotonic.ts';

/** A watch over files that must stay where they are. */
export interface Guard {
  close(): void;
}

/** A deletion is often one of many: `rm -rf` is not to find what was just put back. */
const SOON_MS = 150;
/** Where the system has no watch to give (too many are open), it is looked for now and then. */
const LOOK_EVERY_MS = 5000;

/**
 * Calls back soon after one of these files, or the directory that it is in, was deleted, moved or replaced. They must be in directories that exist. `look` finds out what is missing and puts it back; it settles with false if it could
 * not, and is called again later. It is called once at the beginning, too.
 */
export function guardFiles(
  paths: readonly string[],
  look: () => Promise<boolean>,
  { soonMs = SOON_MS }: { readonly soonMs?: number } = {},
): Guard {
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
   * A directory that was deleted and made again is another one: its watch is worth nothing any more. The system says so
   * only when nobody has anything in it open.
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
        // Its own name: it was deleted or moved itself.
        if (name === basename(dir)) forget(dir);
        soon();
      });
      watcher.on('error', () => {
        forget(dir);
        soon();
      });
      watchers.set(dir, { watcher, inode });
    } catch {
      // See `run`.
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
