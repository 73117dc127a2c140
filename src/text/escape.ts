/** An escape sequence in a line: where it ends, and its meaning for one row of text. */
export interface Escape {
  readonly end: number;
  readonly kind: EscapeKind;
}

/** A colour or style; cursor to the first column; erase the rest of the row, or all of it; or nothing of interest. */
export type EscapeKind = 'style' | 'return' | 'erase-rest' | 'erase-all' | 'dropped';

/** A longer style sequence is ignored. */
const MAX_STYLE_UNITS = 128;

/** The sequence that begins with the ESC at `at`. If it does not end in this line, only its ESC is dropped. */
export function escapeAt(line: string, at: number): Escape {
  CONTROL_SEQUENCE.lastIndex = at;
  const control = CONTROL_SEQUENCE.exec(line);
  if (control !== null) return { end: CONTROL_SEQUENCE.lastIndex, kind: kindOf(control[1]!, control[2]!) };
  OTHER.lastIndex = at;
  return { end: OTHER.test(line) ? OTHER.lastIndex : at + 1, kind: 'dropped' };
}

const CONTROL_SEQUENCE = /\x1b\[([0-?]*)([ -/]*[@-~])/y;

const OTHER = new RegExp(
  [
    '\\x1b[\\]PX^_k][^\\x07\\x1b\\x9c]*(?:\\x07|\\x1b\\\\|\\x9c)', // titles, clipboard, images: up to their end
    '\\x1b\\[[0-?]*[ -/]*', // cut off
    '\\x1b[ -/]*[0-~]', // character sets, resets; and the beginning of a sequence without an end
  ].join('|'),
  'y',
);

function kindOf(parameters: string, final: string): EscapeKind {
  if (final === 'm') return parameters.length <= MAX_STYLE_UNITS && STYLE.test(parameters) ? 'style' : 'dropped';
  return KINDS[`${parameters}${final}`] ?? 'dropped';
}

/** Not `CSI > … m` and similar, which concern the keyboard. */
const STYLE = /^[0-9;:]*$/;

/** Sequences that progress bars use to redraw their row. */
const KINDS: Readonly<Record<string, EscapeKind>> = {
  G: 'return',
  '0G': 'return',
  '1G': 'return',
  K: 'erase-rest',
  '0K': 'erase-rest',
  '2K': 'erase-all',
};
