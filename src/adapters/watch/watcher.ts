import { basename, dirname } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { FileWatcher } from '../../runtime/ports.ts';
import { Baseline } from './baseline.ts';
import { createBurst } from './burst.ts';
import { gitHoldMs } from './git-hold.ts';
import { limitMessage } from './limits.ts';
import { createSelection } from './selection.ts';
import { DirectoryTree } from './tree.ts';

/**
 * Tells when the contents of watched files have changed. This module loads the glob and ignore libraries: import it
 * only for a project that watches something.
 */
export const fileWatcher: FileWatcher = { watch };

/**
 * Directories are watched, and every event in one is only a hint: what counts is whether the contents differ from
 * those of the last look. So nothing depends on which events an editor causes, or in which order.
 */
function watch({ spec, dir, root, changed, failed }: WatchOptions): ReturnType<FileWatcher['watch']> {
  const selection = createSelection({ paths: spec.paths, ignore: spec.ignore, dir, root });
  const baseline = new Baseline();
  const burst = createBurst({
    debounceMs: spec.debounceMs,
    holdMs: gitHoldMs(dir),
    compare: (paths) => baseline.compare(paths),
    changed,
  });
  let failures = 0;
  const tree = new DirectoryTree({
    wants: selection.wantsDirectory,
    touched,
    found,
    lost: (directory) => baseline.under(directory).forEach(burst.touch),
    failed: (error) => {
      failures += 1;
      if (failures === 1) failed(limitMessage(error));
    },
  });
  const ready = learn(selection.starts).then(burst.open);
  return {
    ready,
    close: async () => {
      burst.close();
      tree.close();
      baseline.close();
      await ready;
    },
  };

  function touched(path: string): void {
    found(path);
    if (basename(path) === '.gitignore') void relearn(dirname(path));
  }

  function found(path: string): void {
    if (basename(path) === '.gitignore') selection.forgetIgnoreFile(dirname(path));
    if (selection.wantsFile(path)) burst.touch(path);
  }

  /** What a changed ignore file brings into view has not changed by that. */
  async function relearn(directory: string): Promise<void> {
    if (selection.wantsDirectory(directory)) await learn([directory]);
  }

  /** Watches directories with all below, and takes what is in them now for the state to compare with. */
  async function learn(directories: readonly string[]): Promise<void> {
    const sinceMs = Date.now();
    const changing = new Set(burst.pending());
    const files = new Set<string>();
    const add = (path: string) => {
      if (!changing.has(path) && selection.wantsFile(path)) files.add(path);
    };
    await Promise.all(directories.map((directory) => tree.add(directory, add)));
    await baseline.learn(files);
    // The events of whatever happened while the files were read are in by the end of the next turn of the event loop.
    await turn();
    await turn();
    await baseline.doubt(burst.pending(), sinceMs);
  }
}

type WatchOptions = Parameters<FileWatcher['watch']>[0];
