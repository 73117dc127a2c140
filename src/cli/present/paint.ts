/** What parts of the output stand out by. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export type Paint = (style: Style, text: string) => string;

const CODES: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/** Puts texts in colour, or leaves them as they are. */
export function painter(color: boolean): Paint {
  return (style, text) => (color && text !== '' ? `\x1b[${CODES[style]}m${text}\x1b[0m` : text);
}
