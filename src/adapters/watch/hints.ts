import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openChokidarHints } from './chokidar-hints.ts';
import { openDirectoryHints } from './directory-hints.ts';
import type { HintOptions, Hints } from './hint-source.ts';
import type { Selection } from './watch-selection.ts';

/** The limits for each kind of watch, in files. */
export interface WatchSizes {
  /** chokidar watches every file and keeps 14 KB for each. Above this number, only directories are watched. */
  readonly chokidar: number;
  /** Up to this number, files are read at the start, so that a change can be told from a mere touch. */
  readonly read: number;
}

/**
 * With chokidar, a supervisor that watches 1,000 files in 10 directories takes 35 MiB more than one that watches 10,000
 * files through their 100 directories, and three times the processor time (`npm run bench -- --only tree`).
 */
export const WATCH_SIZES: WatchSizes = { chokidar: 500, read: 5000 };

/** Watches a selection in the way that suits its size. */
export function openHints(options: HintOptions, sizes: WatchSizes): Hints {
  const polls = !['', '0', 'false'].includes(process.env['CHOKIDAR_USEPOLLING'] ?? '');
  const isSmall = polls || !hasMoreFiles(options.selection, sizes.chokidar);
  return isSmall ? openChokidarHints(options) : openDirectoryHints(options, sizes.read);
}

/** Stops counting as soon as the answer is known. */
function hasMoreFiles(selection: Selection, most: number): boolean {
  let left = most;
  if (left < 0) return true;
  const directories = [...selection.starts];
  for (const directory of directories) {
    for (const entry of entriesOf(directory)) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) {
        if (selection.wantsDirectory(path)) directories.push(path);
      } else if (--left < 0) return true;
    }
  }
  return false;
}

function entriesOf(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return []; // gone, or closed to this user
  }
}
