import type { Purpose } from '../../core/effect.ts';
import type { Block, BlockPool } from './backlog.ts';
import type { Note } from './store-notes.ts';

/** What names a run. */
export interface RunName {
  readonly name: string;
  readonly run: number;
  readonly purpose: Purpose;
  readonly startMs: number;
}

/** One run on its way to disk. Nothing here ever waits, or fails. */
export interface StoredRun {
  /** Copies what it keeps. */
  write(chunk: Buffer): void;
  started(pid: number): void;
  exited(code: number | null, signal: string | null): void;
  /** No more bytes will come. */
  end(): void;
}

/** How a store is set up. */
export interface StoreOptions {
  /** Has a directory for each service. Made when needed. */
  readonly dir: string;
  /** Called once, with a message for the user, when logs cannot be kept. */
  readonly warn: (message: string) => void;
  readonly nowMs?: () => number;
  /** How many runs of a service are kept, and as many of its builds. */
  readonly keepRuns?: number;
  /** How much of a run is kept on disk: of a longer one, the end. */
  readonly maxBytes?: number;
  /** The longest that output waits in memory: what a crash may cost. */
  readonly flushMs?: number;
  /** How long to leave a disk alone that refused something. */
  readonly retryMs?: number;
  /** The way to the disk. May throw. */
  readonly openFiles?: (
    run: RunName,
    options: { dir: string; keepRuns: number; maxBytes: number },
  ) => Promise<RunFiles>;
}

/** Everything with a default applied, and what the runs of a store share. */
export interface StoreContext extends Required<StoreOptions> {
  readonly pool: BlockPool;
  /** When the disk was seen to be slow, last. */
  readonly disk: { slowAtMs: number };
}

/** The files of one run. Nothing here is called twice at a time. Throws what the file system says. */
export interface RunFiles {
  /** How many bytes have been written. */
  readonly size: number;
  /** Whether they have no name any more. Asks the open files, which costs a hundredth of a look at their names. */
  readonly isDeleted: boolean;
  /** Whether they still have their own names: nobody has deleted or moved them. */
  isThere(): Promise<boolean>;
  append(blocks: readonly Block[]): Promise<void>;
  /** The same, done when it returns. */
  appendNow(blocks: readonly Block[]): void;
  /** `settle` has something to do that cannot wait. */
  readonly isUntidy: boolean;
  /** Puts the notes in order. Called when what there was is written. */
  settle(): Promise<void>;
  note(note: Note): Promise<void>;
  close(): Promise<void>;
}
