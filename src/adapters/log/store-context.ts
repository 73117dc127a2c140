import type { Purpose } from '../../core/effect.ts';
import type { Block, BlockPool } from './backlog.ts';
import type { Note } from './store-notes.ts';

/** Identifies a run. */
export interface RunName {
  readonly name: string;
  readonly run: number;
  readonly purpose: Purpose;
  readonly startMs: number;
}

/** One run on its way to disk. Its functions never wait or fail. */
export interface StoredRun {
  /** Copies the bytes that it keeps. */
  write(chunk: Buffer): void;
  started(pid: number): void;
  exited(code: number | null, signal: string | null): void;
  /** No more bytes will come. */
  end(): void;
}

/** The options of a store. */
export interface StoreOptions {
  /** Contains a directory for each service. It is created when needed. */
  readonly dir: string;
  /** Called once, with a message for the user, when logs cannot be kept. */
  readonly warn: (message: string) => void;
  readonly nowMs?: () => number;
  /** How many runs of a service to keep, and as many of its builds. */
  readonly keepRuns?: number;
  /** How many bytes of a run to keep on disk. Of a longer run, only the end is kept. */
  readonly maxBytes?: number;
  /** How long output may wait in memory. A crash loses at most this much time. */
  readonly flushMs?: number;
  /** How long to leave a disk alone after an error. */
  readonly retryMs?: number;
  /** Opens the files. May throw. */
  readonly openFiles?: (
    run: RunName,
    options: { dir: string; keepRuns: number; maxBytes: number },
  ) => Promise<RunFiles>;
}

/** All options with their defaults, and the data that the runs of a store share. */
export interface StoreContext extends Required<StoreOptions> {
  readonly pool: BlockPool;
  /** When the disk was last slow. */
  readonly disk: { slowAtMs: number };
}

/** The files of one run. No two calls overlap. Throws the error of the file system. */
export interface RunFiles {
  /** How many bytes have been written. */
  readonly size: number;
  /**
   * Whether the files have no name any more. Asks the open files, which costs a hundredth of a check of their names.
   */
  readonly isDeleted: boolean;
  /** Whether the files still have their own names: nobody has deleted or moved them. */
  isThere(): Promise<boolean>;
  append(blocks: readonly Block[]): Promise<void>;
  /** Like `append`, but finished when it returns. */
  appendNow(blocks: readonly Block[]): void;
  /** Whether `settle` has urgent work. */
  readonly isUntidy: boolean;
  /** Tidies the notes. Called when all waiting output is written. */
  settle(): Promise<void>;
  note(note: Note): Promise<void>;
  close(): Promise<void>;
}
