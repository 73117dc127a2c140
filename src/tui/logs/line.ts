/** A row of the log, before it is cut for the screen. */
export interface Line {
  readonly service: string;
  /** The run that printed it. */
  readonly run: number;
  /** Where it begins in the output of that run, in bytes; -1 for what no service has printed. */
  readonly at: number;
  /** When it came, in milliseconds since 1970. */
  readonly atMs: number;
  /** As it was printed, escape sequences included. */
  readonly text: string;
  /** `note`: zdev says what became of the service. `mark`: the user put a mark there. */
  readonly kind: 'output' | 'note' | 'mark';
  /** Of a note: something that the user should not miss. */
  readonly level?: 'error';
}

/**
 * Lines by number. A number belongs to its line for ever, so that a view that is anchored to one stays where it is,
 * whatever comes and goes around it.
 */
export interface Lines {
  /** The number of the oldest line there is; `end` when there is none. */
  readonly first: number;
  /** One more than the number of the newest line. */
  readonly end: number;
  /** The same for the newest whole line: behind it there may be unfinished ones, which still grow. */
  readonly wholeEnd: number;
  /** The numbers that have no line any more though older ones have: what a flood has left behind a reader. */
  readonly hole: { readonly from: number; readonly to: number } | null;
  /** Undefined outside `first` to `end`, and in the hole. */
  at(number: number): Line | undefined;
  /** The nearest number from this one on that has a line; `end` when there is none. */
  from(number: number): number;
  /** The nearest number up to this one that has a line; less than `first` when there is none. */
  upTo(number: number): number;
}
