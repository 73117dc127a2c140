/** Whose unfinished line may stand in the last row. */
export interface RowOwner {
  /** Somebody else had something to print: the row was ended, and the line goes on (or comes again) in another one. */
  interrupted(): void;
}

/** The last row of the output: either empty, or it holds somebody's unfinished line. */
export class Row {
  #owner: RowOwner | null = null;
  /** Who has printed last. */
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

  /** To be called before anything is printed: nobody's line is ever continued by somebody else's. */
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
