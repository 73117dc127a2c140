import type { Selection } from './watch-selection.ts';

/** The watch of a selection, from its start until it would miss something. */
export interface Hints {
  /**
   * The files whose content counts as known once everything is watched; null if the watch ended before. For other
   * files, `touched` says whether they existed before.
   */
  readonly files: Promise<readonly string[] | null>;
  /** Settles when nothing is reported any more: the watch was closed, or a directory was replaced by another one. */
  readonly ended: Promise<void>;
  close(): void;
}

export interface HintOptions {
  readonly selection: Selection;
  /** Something may have happened at this path. `wasThere`: a file existed whose content nobody has read. */
  readonly touched: (path: string, wasThere?: boolean) => void;
  /**
   * When the watch before this one ended, in ms since 1970; null for the first. Files that have changed since are
   * reported.
   */
  readonly sinceMs: number | null;
  /** A new directory is being read, so more paths may follow. */
  readonly entered: (directory: string) => void;
  /** A path could not be watched. */
  readonly failed: (error: NodeJS.ErrnoException) => void;
}
