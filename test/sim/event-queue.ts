/** Something that will happen. */
export interface Entry {
  readonly atMs: number;
  readonly number: number;
  readonly happen: () => void;
  cancelled: boolean;
}

/** Virtual time: what will happen, in order. A binary heap; what is due together happens in the order it was planned. */
export class EventQueue {
  nowMs = 0;
  #heap: Entry[] = [];
  #planned = 0;

  at(atMs: number, happen: () => void): Entry {
    const entry = { atMs: Math.max(atMs, this.nowMs), number: this.#planned++, happen, cancelled: false };
    this.#heap.push(entry);
    this.#rise(this.#heap.length - 1);
    return entry;
  }

  in(delayMs: number, happen: () => void): Entry {
    return this.at(this.nowMs + delayMs, happen);
  }

  /** Lets the next thing happen. False: nothing is left. */
  advance(): boolean {
    for (let entry = this.#pop(); entry; entry = this.#pop()) {
      if (entry.cancelled) continue;
      this.nowMs = entry.atMs;
      entry.happen();
      return true;
    }
    return false;
  }

  /** When the next thing happens. */
  peekMs(): number {
    for (let entry = this.#heap[0]; entry; entry = this.#heap[0]) {
      if (!entry.cancelled) return entry.atMs;
      this.#pop();
    }
    return Number.POSITIVE_INFINITY;
  }

  #pop(): Entry | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last && first !== last) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return first;
  }

  #rise(index: number): void {
    for (let i = index; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!this.#before(i, parent)) return;
      this.#swap(i, parent);
      i = parent;
    }
  }

  #sink(index: number): void {
    for (let i = index; ; ) {
      const left = 2 * i + 1;
      const right = left + 1;
      let least = i;
      if (left < this.#heap.length && this.#before(left, least)) least = left;
      if (right < this.#heap.length && this.#before(right, least)) least = right;
      if (least === i) return;
      this.#swap(i, least);
      i = least;
    }
  }

  #before(i: number, j: number): boolean {
    const a = this.#heap[i] as Entry;
    const b = this.#heap[j] as Entry;
    return a.atMs !== b.atMs ? a.atMs < b.atMs : a.number < b.number;
  }

  #swap(i: number, j: number): void {
    [this.#heap[i], this.#heap[j]] = [this.#heap[j] as Entry, this.#heap[i] as Entry];
  }
}
