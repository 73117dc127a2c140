/** The bytes that one run wrote without another run of the service in between. */
export interface Stretch {
  readonly run: number;
  /** Its start in the ring. */
  readonly offset: number;
  /** Its end in the ring; infinite while the run may continue it. */
  readonly end: number;
  /** How many bytes its run had written before it. */
  readonly at: number;
  /** How many bytes all runs had written before it. */
  readonly before: number;
}

/**
 * Records which run wrote which bytes of a ring. A newline that the ring added belongs to no run and is not counted.
 */
export class RunMarks {
  #stretches: Stretch[] = [];
  /** The bytes that running runs have written, up to their last stretch. */
  readonly #written = new Map<number, number>();

  /** The run that writes now; undefined when the next bytes begin a stretch. */
  get run(): number | undefined {
    const last = this.#stretches.at(-1);
    return last?.end === Number.POSITIVE_INFINITY ? last.run : undefined;
  }

  /** The bytes from `offset` on belong to this run. Nobody will ask for bytes before `oldest`. */
  begin(run: number, offset: number, oldest: number): void {
    this.close(offset);
    const last = this.#stretches.at(-1);
    const before = last ? last.before + last.end - last.offset : 0;
    const kept = Math.max(this.#indexAt(oldest), 0);
    const at = this.#written.get(run) ?? 0;
    this.#stretches = [...this.#stretches.slice(kept), { run, offset, end: Number.POSITIVE_INFINITY, at, before }];
  }

  /** The bytes from `offset` on do not belong to the run that wrote up to here. */
  close(offset: number): void {
    const last = this.#stretches.at(-1);
    if (last?.end !== Number.POSITIVE_INFINITY) return;
    this.#stretches[this.#stretches.length - 1] = { ...last, end: offset };
    this.#written.set(last.run, last.at + offset - last.offset);
  }

  /** The run is over and writes no more. */
  forget(run: number): void {
    this.#written.delete(run);
  }

  /** How many bytes a running run has written, if the ring ends at this offset. */
  writtenBy(run: number, ringEnd: number): number {
    const last = this.#stretches.at(-1);
    return this.run === run && last ? last.at + ringEnd - last.offset : (this.#written.get(run) ?? 0);
  }

  /** The run that wrote the byte at `offset`; 0 if none did. */
  runAt(offset: number): number {
    return this.#stretches[this.#indexAt(offset)]?.run ?? 0;
  }

  /** How many bytes its run had written before the byte at `offset`. */
  placeOf(offset: number): number {
    const stretch = this.#stretches[this.#indexAt(offset)];
    return stretch ? stretch.at + Math.min(offset, stretch.end) - stretch.offset : 0;
  }

  /** How many bytes all runs had written before the byte at `offset` in the ring. */
  countBefore(offset: number): number {
    const stretch = this.#stretches[this.#indexAt(offset)];
    return stretch ? stretch.before + Math.min(offset, stretch.end) - stretch.offset : 0;
  }

  /** The stretch that contains, or will contain, byte number `count` of all runs; undefined before the first. */
  stretchOf(count: number): Stretch | undefined {
    return this.#stretches.findLast(({ before }) => before <= count);
  }

  #indexAt(offset: number): number {
    return this.#stretches.findLastIndex((stretch) => stretch.offset <= offset);
  }
}
