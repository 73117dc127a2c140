import { setImmediate as turn } from 'node:timers/promises';
import type { FileWatcher } from '../../runtime/ports.ts';
import { Baseline } from './baseline.ts';
import { createBurst } from './burst.ts';
import { gitHoldMs } from './git-hold.ts';
import { isIgnoreFile } from './git-ignore.ts';
import type { Hints } from './hint-source.ts';
import { openHints, WATCH_SIZES, type WatchSizes } from './hints.ts';
import { limitMessage } from './limits.ts';
import { createSelection, type Selection } from './watch-selection.ts';

/**
 * Reports when the content of watched files has changed. This module loads chokidar and the glob and ignore libraries:
 * import it only for a project that watches something.
 */
export const fileWatcher: FileWatcher = fileWatcherOf(WATCH_SIZES);

/** Returns a watcher with other size limits. */
export function fileWatcherOf(sizes: WatchSizes): FileWatcher {
  return { watch: (options) => watch(options, sizes) };
}

/**
 * Every event of the system is only a hint. What counts is whether the content differs from the last comparison. So the
 * kind, order and number of events that an editor causes do not matter.
 */
function watch(
  { spec, dir, root, begins, changed, failed }: WatchOptions,
  sizes: WatchSizes,
): ReturnType<FileWatcher['watch']> {
  let selection = createSelection({ paths: spec.paths, ignore: spec.ignore, dir, root });
  const baseline = new Baseline();
  const burst = createBurst({
    debounceMs: spec.debounceMs,
    holdMs: gitHoldMs(dir),
    compare: (paths) => baseline.compare(paths),
    ...(begins && { begins: announce }),
    changed: report,
  });
  let hints: Hints | null = null;
  let failures = 0;
  let closed = false;
  let begun = () => {};
  const ready = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const done = follow();
  return {
    ready,
    settled: burst.settled,
    close: async () => {
      closed = true;
      burst.close();
      baseline.close();
      hints?.close();
      await done;
    },
  };

  /** Watches, and begins anew when the watch has ended. */
  async function follow(): Promise<void> {
    let before: Selection | null = null;
    let lostMs: number | null = null;
    while (!closed) {
      const [now, sinceMs] = [selection, Date.now()];
      hints = openHints({ selection: now, sinceMs: lostMs, touched, entered: burst.touch, failed: refused }, sizes);
      const files = await hints.files;
      if (files) {
        await take({ files, before, sinceMs });
        before = now;
        burst.open();
        begun();
      }
      await hints.ended;
      lostMs = Date.now();
      burst.pause();
      // In this turn, the other watches on the same vanished directory end.
      await turn();
    }
    begun();
  }

  /**
   * Takes newly visible files as the state for comparisons. All other files may have changed while nothing was watched.
   */
  async function take({ files, before, sinceMs }: Found): Promise<void> {
    const fresh = new Set(before ? files.filter((path) => !before.wantsFile(path)) : files);
    if (before)
      [...baseline.paths(), ...files].filter((path) => !fresh.has(path)).forEach((path) => void touched(path));
    await baseline.learn(fresh);
    // The events of changes during the reading arrive by the end of the next turn of the event loop.
    await turn();
    await turn();
    await baseline.doubt(
      burst.pending().filter((path) => fresh.has(path)),
      sinceMs,
    );
  }

  function touched(path: string, wasThere = false): void {
    if (!selection.wantsFile(path) && !isIgnoreFile(path)) return;
    if (wasThere) baseline.expect(path);
    burst.touch(path);
  }

  function announce(paths: readonly string[]): boolean {
    // A change of an ignore file decides which files count, and it is read when it is complete.
    return begins !== undefined && !paths.some(isIgnoreFile) && paths.every(selection.wantsFile) && begins(paths);
  }

  function report(paths: readonly string[]): void {
    const rulesChanged = paths.some(isIgnoreFile);
    if (rulesChanged) selection = selection.withFreshRules();
    const wanted = paths.filter(selection.wantsFile);
    if (wanted.length > 0) changed(wanted);
    if (rulesChanged) hints?.close();
  }

  function refused(error: NodeJS.ErrnoException): void {
    failures += 1;
    if (failures === 1) failed(limitMessage(error));
  }
}

interface Found {
  readonly files: readonly string[];
  /** The earlier selection; null at the start. */
  readonly before: Selection | null;
  /** When the watch began. */
  readonly sinceMs: number;
}

type WatchOptions = Parameters<FileWatcher['watch']>[0];
