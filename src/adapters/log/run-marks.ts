/** What one run wrote in one go, without another run of the service in between. */
export interface Stretch {
  readonly run: number;
  /** Where it begins in the ring. */
  readonly offset: number;
  /** Where it ends in the ring; infinite while the run may go on with it. */
  readonly end: number;
  /** How many bytes its run had written before. */
  readonly at: number;
  /** How many bytes all runs had written before. */
  readonly before: number;
}

/** Which run wrote which bytes of a ring. A newline that the ring added belongs to none, and counts nowhere. */
export class RunMarks {
  #stretches: Stretch[] = [];
  /** What the runs that have not ended wrote, up to their last stretch. */
  readonly #written = new Map<number, number>();

  /** The run that writes now; undefined when what comes next begins a stretch. */
  get run(): number | undefined {
    const last = this.#stretches.at(-1);
    return last?.end === Number.POSITIVE_INFINITY ? last.run : undefined;
  }

  /** What is written from `offset` on is of this run. Nobody will ask for bytes before `oldest`. */
  begin(run: number, offset: number, oldest: number): void {
    this.close(offset);
    const last = this.#stretches.at(-1);
    const before = last ? last.before + last.end - last.offset : 0;
    const kept = Math.max(this.#indexAt(oldest), 0);
    const at = this.#written.get(run) ?? 0;
    this.#stretches = [...this.#stretches.slice(kept), { run, offset, end: Number.POSITIVE_INFINITY, at, before }];
  }

  /** What is written from `offset` on is not of the run that wrote up to here. */
  close(offset: number): void {
    const last = this.#stretches.at(-1);
    if (last?.end !== Number.POSITIVE_INFINITY) return;
    this.#stretches[this.#stretches.length - 1] = { ...last, end: offset };
    this.#written.set(last.run, last.at + offset - last.offset);
  }

  /** A run is over: it writes no more. */
  forget(run: number): void {
    this.#written.delete(run);
  }

  /** How many bytes a run that has not ended has written, with so many in the ring. */
  writtenBy(run: number, ringEnd: number): number {
    const last = this.#stretches.at(-1);
    return this.run === run && last ? last.at + ringEnd - last.offset : (this.#written.get(run) ?? 0);
  }

  /** The run that wrote the byte at `offset`; 0 for none. */
  runAt(offset: number): number {
    return this.#stretches[this.#indexAt(offset)]?.run ?? 0;
  }

  /** How many bytes its run had written before the byte at `offset`. */
  placeOf(offset: number): number {
    const stretch = this.#stretches[this.#indexAt(offset)];
    return stretch ? stretch.at + Math.min(offset, stretch.end) - stretch.offset : 0;
  }

  /** How many bytes the runs had written before the one at `offset` in the ring. */
  countBefore(offset: number): number {
    const stretch = this.#stretches[this.#indexAt(offset)];
    return stretch ? stretch.before + Math.min(offset, stretch.end) - stretch.offset : 0;
  }

  /** The stretch that byte number `count` of all runs is in, or will be in; undefined before the first. */
  stretchOf(count: number): Stretch | undefined {
    return this.#stretches.findLast(({ before }) => before <= count);
  }

  #indexAt(offset: number): number {
    return this.#stretches.findLastIndex((stretch) => stretch.offset <= offset);
  }
}
