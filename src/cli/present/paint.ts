/** How a part of the output is emphasised. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export type Paint = (style: Style, text: string) => string;

const CODES: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/** Adds style to texts, or leaves them unchanged. */
export function painter(color: boolean): Paint {
  return (style, text) => (color && text !== '' ? `\x1b[${CODES[style]}m${text}\x1b[0m` : text);
}
