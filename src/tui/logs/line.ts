/** A row of the log, before it is cut for the screen. */
export interface Line {
  readonly service: string;
  /** The run that printed it. */
  readonly run: number;
  /** Where it begins in the output of that run, in bytes; -1 if no service printed it. */
  readonly at: number;
  /** When it came, in milliseconds since 1970. */
  readonly atMs: number;
  /** As it was printed, with escape sequences. */
  readonly text: string;
  /** `note`: zdev reports a change of the service. `mark`: the user put a mark there. */
  readonly kind: 'output' | 'note' | 'mark';
  /** For a note: the user should not miss it. */
  readonly level?: 'error';
}

/**
 * Lines by number. A number belongs to its line for ever. So a view that is anchored to a line stays in place when
 * lines are added or removed around it.
 */
export interface Lines {
  /** The number of the oldest line; `end` if there is none. */
  readonly first: number;
  /** One more than the number of the newest line. */
  readonly end: number;
  /** The same for the newest whole line. Unfinished lines, which still grow, may follow. */
  readonly wholeEnd: number;
  /** Numbers whose lines are gone although older ones exist: the gap that a flood leaves after a reader's position. */
  readonly hole: { readonly from: number; readonly to: number } | null;
  /** Undefined outside `first` to `end`, and in the hole. */
  at(number: number): Line | undefined;
  /** The nearest number from this one on that has a line; `end` if there is none. */
  from(number: number): number;
  /** The nearest number up to this one that has a line; less than `first` if there is none. */
  upTo(number: number): number;
}
