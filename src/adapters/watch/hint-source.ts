import type { Selection } from './selection.ts';

/** The watch of a selection, from its beginning until it would miss something. */
export interface Hints {
  /**
   * The files whose contents are to be taken for known, once everything is watched; null if it ended before. Of files that
   * are not among them, `touched` says whether they were there before.
   */
  readonly files: Promise<readonly string[] | null>;
  /** From here on nothing is told: it was closed, or a directory was replaced by another one. */
  readonly ended: Promise<void>;
  close(): void;
}

export interface HintOptions {
  readonly selection: Selection;
  /** Something may have happened at this path. `wasThere`: a file was there, with contents that nobody has looked at. */
  readonly touched: (path: string, wasThere?: boolean) => void;
  /** When the watch before this one ended, in ms since 1970; null for the first. Files that have changed since are told of. */
  readonly sinceMs: number | null;
  /** A new directory is being read: more paths may follow. */
  readonly entered: (directory: string) => void;
  /** Something could not be watched. */
  readonly failed: (error: NodeJS.ErrnoException) => void;
}
