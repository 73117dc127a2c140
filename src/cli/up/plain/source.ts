import type { createDrawnSource } from './drawn-source.ts';
import type { LastRow } from './last-row.ts';

/** Turns the bytes of one run into rows. There is one kind for files and pipes, and one for terminals. */
export interface Source {
  /** Prints whole lines: `text` lacks only the last newline. The first line begins with what was held back. */
  finish(text: string): void;
  /** Holds back the beginning of a line. */
  hold(text: string): void;
  /** How many bytes of an unfinished line are not in the output yet. */
  readonly waiting: number;
  /** Prints the unfinished line so far, because it may be a prompt. `alone`: no other service prints at present. */
  show(alone: boolean): void;
  /** Show it even while it prints, if nobody else does. */
  readonly isRestless?: boolean;
  /** The run is over: prints and ends the unfinished line. */
  close(): void;
}

/** What a source works with. */
export interface SourceContext {
  readonly row: LastRow;
  readonly write: (bytes: string) => void;
  /** Draws over earlier lines. Without it, nothing is redrawn. */
  readonly drawn?: {
    /** Size of the terminal. */
    readonly size: () => { readonly columns: number; readonly rows: number };
    /** Returns null until it is loaded. The first call starts loading it. */
    readonly load: () => typeof createDrawnSource | null;
  };
  /** The current beginning of a row of this source. */
  readonly prefix: () => string;
}

/** Longer lines are printed in parts of this size, so that memory is bounded. */
export const MAX_UNFINISHED_BYTES = 16 * 1024 * 1024;
