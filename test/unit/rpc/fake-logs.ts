import { type Arrivals, createRing, type Ring } from '../../../src/adapters/log/ring.ts';
import { createOutputFeed } from '../../../src/host/logs/output-feed.ts';
import type { LogAccess, LogEntry } from '../../../src/rpc/control.ts';

/** Output in memory, at most `capacity` lines of it. A cursor is a number of lines. As bytes, it is in real rings. */
export class FakeLogs implements LogAccess {
  #entries: LogEntry[] = [];
  #dropped = 0;
  readonly #listeners = new Set<() => void>();
  capacity = 10_000;
  sinceMs = 500;
  /** How often somebody has read. */
  reads = 0;

  add(service: string, text: string, atMs = 1000, run = 1): void {
    const seq = this.#dropped + this.#entries.length;
    this.#entries.push({ seq, atMs, service, run, at: seq, text });
    const over = this.#entries.length - this.capacity;
    if (over > 0) {
      this.#entries.splice(0, over);
      this.#dropped += over;
    }
    for (const listener of this.#listeners) listener();
  }

  readonly #rings = new Map<string, Ring>();
  readonly #arrivals: Arrivals = { last: null, order: 0 };

  /** A run writes bytes. These are no lines here. */
  write(service: string, data: string | Buffer, run = 1): void {
    const ring = this.#rings.get(service) ?? createRing({ maxLines: 1, nowMs: () => 1000, arrivals: this.#arrivals });
    this.#rings.set(service, ring);
    ring.write(Buffer.from(data), run);
    for (const listener of this.#listeners) listener();
  }

  tail = ({ names, lines }: Parameters<LogAccess['tail']>[0]) => {
    this.reads += 1;
    return this.#entries.filter((entry) => !names || names.includes(entry.service)).slice(-lines);
  };

  since = ({ names, cursor, limit }: Parameters<LogAccess['since']>[0]) => {
    this.reads += 1;
    const end = this.#dropped + this.#entries.length;
    const from = cursor === null ? end : Number(cursor);
    const first = Math.max(from, this.#dropped);
    const page = this.#entries.slice(first - this.#dropped, first - this.#dropped + limit);
    return {
      entries: page.filter((entry) => !names || names.includes(entry.service)),
      missed: first - from,
      next: `${first + page.length}`,
    };
  };

  onNew = (callback: () => void) => {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  };

  feed = (options: Parameters<LogAccess['feed']>[0]) =>
    createOutputFeed({ ...options, rings: this.#rings, onNew: this.onNew });

  get listeners(): number {
    return this.#listeners.size;
  }
}
