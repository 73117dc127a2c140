/** The meaning of a text's colour. The theme decides which colour that is. */
export type Tone =
  /** As it should be. */
  | 'good'
  /** In progress, or worth a look. */
  | 'busy'
  /** Failed. */
  | 'bad'
  /** A message of zdev: a search, an action. */
  | 'note'
  /** Less important. */
  | 'quiet';

/** A part of a row in one style. */
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
