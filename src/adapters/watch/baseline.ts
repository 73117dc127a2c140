import { stat } from 'node:fs/promises';
import { type Fingerprint, fingerprint, look, MAX_HASHED_BYTES, same, TICK_MS } from './fingerprint.ts';
import { eachLimited } from './limits.ts';

/** The number of files read at a time. The thread pool has four threads. */
const LANES = 4;

/** The most bytes that are read at the start. Other files are compared by size and time until their first change. */
const MAX_LEARNED_BYTES = 64 * 1024 * 1024;

/** Equal to no file that can be read. */
const UNREAD: Fingerprint = { size: -1, mtimeMs: Number.NaN, hash: null };

/** The result of comparing some files. */
export interface Differences {
  /** Files whose content differs from the last accepted comparison: changed, new or removed. Sorted. */
  readonly changed: readonly string[];
  /** Those of them that are gone. */
  readonly removed: readonly string[];
  /** Those of them that are empty or shorter than before: a program may be about to write the rest. */
  readonly short: readonly string[];
  /** Whether all of them are still as they were found, and none has become empty. */
  areStill(): boolean;
  /** Accepts the result as the state for later comparisons. */
  accept(): void;
}

/** The last known content of the watched files. */
export class Baseline {
  readonly #known = new Map<string, Fingerprint>();
  #budget = MAX_LEARNED_BYTES;
  #closed = false;

  /** Takes the present state of those files that are not known yet. */
  async learn(paths: Iterable<string>): Promise<void> {
    await eachLimited(paths, LANES, async (path) => {
      if (this.#closed || this.#known.has(path)) return;
      const print = await fingerprint(path, Math.min(MAX_HASHED_BYTES, this.#budget));
      if (!print) return;
      if (print.hash !== null) this.#budget -= print.size;
      this.#known.set(path, print);
    });
  }

  /** Marks files that changed after this time as changed, because they may have been read too late. */
  async doubt(paths: Iterable<string>, sinceMs: number): Promise<void> {
    for (const path of paths) {
      const now = await stat(path).catch(() => null);
      if (now && now.ctimeMs >= sinceMs - TICK_MS) this.#known.delete(path);
    }
  }

  /** Marks an unknown file that existed as changed, because nobody knows its old content. */
  expect(path: string): void {
    if (!this.#known.has(path)) this.#known.set(path, UNREAD);
  }

  async compare(paths: Iterable<string>): Promise<Differences> {
    const changed: string[] = [];
    const removed: string[] = [];
    const short: string[] = [];
    const seen = new Map<string, Fingerprint | null>();
    await eachLimited(paths, LANES, async (path) => {
      const [before, now] = [this.#known.get(path), await fingerprint(path)];
      if (before === undefined && now === null) return;
      seen.set(path, now);
      if (before !== undefined && now !== null && same(before, now)) return;
      changed.push(path);
      if (now === null) removed.push(path);
      else if (now.size === 0 || now.size < (before?.size ?? 0)) short.push(path);
    });
    const areStill = () => changed.every((path) => isStill(path, seen.get(path) ?? null, this.#known.get(path)));
    return { changed: changed.sort(), removed, short, areStill, accept: () => this.#accept(seen) };
  }

  /** The paths of the known files. */
  paths(): readonly string[] {
    return [...this.#known.keys()];
  }

  /** Stops learning. */
  close(): void {
    this.#closed = true;
  }

  #accept(seen: ReadonlyMap<string, Fingerprint | null>): void {
    for (const [path, print] of seen) {
      if (print) this.#known.set(path, print);
      else this.#known.delete(path);
    }
  }
}

/**
 * Whether a file is complete. A file that was empty before may stay empty; a file that became empty is still being
 * written.
 */
function isStill(path: string, seen: Fingerprint | null, before: Fingerprint | undefined): boolean {
  const now = look(path);
  if (seen === null || !now?.isFile()) return seen === null && !now?.isFile();
  if (now.size === 0 && before !== undefined && before.size > 0) return false;
  return now.size === seen.size && now.mtimeMs === seen.mtimeMs;
}
