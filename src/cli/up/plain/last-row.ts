/** A source whose unfinished line may be in the last row. */
export interface RowOwner {
  /** Somebody else printed: the row was ended, and the line continues or is repeated in another row. */
  interrupted(): void;
}

/** The last row of the output: either empty, or an unfinished line of one owner. */
export class LastRow {
  #owner: RowOwner | null = null;
  /** The last one that printed. */
  #last: RowOwner | null = null;
  readonly #write: (bytes: string) => void;

  constructor(write: (bytes: string) => void) {
    this.#write = write;
  }

  /** Whether nobody has printed since. */
  isLast(owner: RowOwner): boolean {
    return this.#last === owner;
  }

  heldBy(owner: RowOwner): boolean {
    return this.#owner === owner;
  }

  /** Must be called before anything is printed, so that no line is continued by another owner. */
  claim(owner: RowOwner | null): void {
    const before = this.#owner;
    this.#last = owner;
    if (before === null || before === owner) return;
    this.#owner = null;
    this.#write('\n');
    before.interrupted();
  }

  /** `owner` has printed a part of a line. */
  leaveOpen(owner: RowOwner): void {
    this.#owner = owner;
  }

  /** The owner has printed its newline. */
  ended(): void {
    this.#owner = null;
  }
}
