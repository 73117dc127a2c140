import type { createDrawnSource } from './drawn-source.ts';
import type { Row } from './last-row.ts';

/** How the bytes of one run become rows. There is one kind for files and pipes, and one for terminals. */
export interface Source {
  /** Prints whole lines: `text` lacks only the last newline. What was held back is the beginning of the first. */
  finish(text: string): void;
  /** Holds back the beginning of a line. */
  hold(text: string): void;
  /** Bytes of an unfinished line that are not on the output yet. */
  readonly waiting: number;
  /** Prints the unfinished line as far as it goes, because it may be a prompt. `alone`: nobody else prints these days. */
  show(alone: boolean): void;
  /** It is shown also while it prints, when nobody else does. */
  readonly isRestless?: boolean;
  /** The run is over: the unfinished line is printed, and ended. */
  close(): void;
}

/** What a source works with. */
export interface SourceContext {
  readonly row: Row;
  readonly write: (bytes: string) => void;
  /** What draws lines over others; without it, that is not done. */
  readonly drawn?: {
    /** Of the terminal. */
    readonly size: () => { readonly columns: number; readonly rows: number };
    /** Null until it is loaded, which begins when it is asked for. */
    readonly load: () => typeof createDrawnSource | null;
  };
  /** The beginning of a row of this source, at this moment. */
  readonly prefix: () => string;
}

/** Longer lines are printed in parts, each of this size: memory is bounded. */
export const MAX_UNFINISHED_BYTES = 16 * 1024 * 1024;
