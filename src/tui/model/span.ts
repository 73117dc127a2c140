/** A colour of the terminal's own sixteen, so that the user's theme decides what it looks like. */
export type Color =
  | 'red'
  | 'green'
  | 'yellow'
  | 'blue'
  | 'magenta'
  | 'cyan'
  | 'gray'
  | 'redBright'
  | 'greenBright'
  | 'yellowBright'
  | 'blueBright'
  | 'magentaBright'
  | 'cyanBright';

/** A piece of a row in one style. */
export interface Span {
  readonly text: string;
  readonly color?: Color | undefined;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly inverse?: boolean;
}

/** A row of the screen, left to right. */
export type Spans = readonly Span[];

/** A span without a style. */
export function plainSpan(text: string): Span {
  return { text };
}
