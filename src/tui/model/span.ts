/** What a piece of text says by its colour. Which colour that is, the theme decides. */
export type Tone =
  /** As it should be. */
  | 'good'
  /** On its way, or in need of a look. */
  | 'busy'
  /** Failed. */
  | 'bad'
  /** Something that zdev tells of itself: what is searched for, what has been done. */
  | 'note'
  /** Beside the point. */
  | 'quiet';

/** A piece of a row in one style. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone | undefined;
  readonly bold?: boolean;
  readonly inverse?: boolean;
}

/** A row of the screen, left to right. */
export type Spans = readonly Span[];

/** A span without a style. */
export function plainSpan(text: string): Span {
  return { text };
}

/** Whether two spans look the same. */
export function isSameSpan(one: Span, other: Span | undefined): boolean {
  return (
    one.text === other?.text && one.tone === other.tone && one.bold === other.bold && one.inverse === other.inverse
  );
}
