import { stat } from 'node:fs/promises';
import { type Fingerprint, fingerprint, look, MAX_HASHED_BYTES, same, TICK_MS } from './fingerprint.ts';
import { eachLimited } from './limits.ts';

/** Files read at a time; the thread pool has four threads. */
const LANES = 4;

/** How much is read at the start, at most. What is beyond is compared by size and time until its first change. */
const MAX_LEARNED_BYTES = 64 * 1024 * 1024;

/** Equal to nothing that can be read. */
const UNREAD: Fingerprint = { size: -1, mtimeMs: Number.NaN, hash: null };

/** What a look at some files found out. */
export interface Differences {
  /** Files with other contents than at the last accepted look: changed, new or removed. Sorted. */
  readonly changed: readonly string[];
  /** Those of them that are gone. */
  readonly removed: readonly string[];
  /** Those of them that are empty, or shorter than they were: somebody may be about to write the rest. */
  readonly short: readonly string[];
  /** Whether all of them are as they were found, and none has become empty. */
  areStill(): boolean;
  /** Makes what was found the state to compare with. */
  accept(): void;
}

/** The contents of the watched files, as last seen. */
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

  /** Those of these files that changed since then may have been learned too late: whatever they are now is a change. */
  async doubt(paths: Iterable<string>, sinceMs: number): Promise<void> {
    for (const path of paths) {
      const now = await stat(path).catch(() => null);
      if (now && now.ctimeMs >= sinceMs - TICK_MS) this.#known.delete(path);
    }
  }

  /** A file was there, and nobody knows what it held: whatever it is now is a change. */
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

  /** The known files. */
  paths(): readonly string[] {
    return [...this.#known.keys()];
  }

  /** Ends the learning under way. */
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

/** A file that was empty before may be empty again; of any other, an empty one is one that is being written. */
function isStill(path: string, seen: Fingerprint | null, before: Fingerprint | undefined): boolean {
  const now = look(path);
  if (seen === null || !now?.isFile()) return seen === null && !now?.isFile();
  if (now.size === 0 && before !== undefined && before.size > 0) return false;
  return now.size === seen.size && now.mtimeMs === seen.mtimeMs;
}
