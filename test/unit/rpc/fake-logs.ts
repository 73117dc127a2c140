import type { LogAccess, LogEntry } from '../../../src/rpc/control.ts';

/** Output in memory, at most `capacity` lines of it. A cursor is a number of lines. */
export class FakeLogs implements LogAccess {
  #entries: LogEntry[] = [];
  #dropped = 0;
  readonly #listeners = new Set<() => void>();
  capacity = 10_000;
  /** How often somebody has read. */
  reads = 0;

  add(service: string, text: string, atMs = 1000): void {
    const seq = this.#dropped + this.#entries.length;
    this.#entries.push({ seq, atMs, service, run: 1, text });
    const over = this.#entries.length - this.capacity;
    if (over > 0) {
      this.#entries.splice(0, over);
      this.#dropped += over;
    }
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

  get listeners(): number {
    return this.#listeners.size;
  }
}
