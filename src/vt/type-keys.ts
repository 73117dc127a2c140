import type { TerminalModes } from './modes.ts';

/** Why something is not a key, for the user. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}

/**
 * The bytes that a terminal sends for keys. Each key is a name (`Enter`, `Up`, `F5`) with optional modifiers (`C-c`,
 * `M-x`, `S-Tab`), `^C`, or a text that is typed unchanged. The codes of some keys depend on the modes. Throws a
 * `KeyError` for a key that does not exist.
 */
export function typeKeys(keys: readonly string[], modes: TerminalModes): string {
  return keys.map((key) => keyCode(key, modes)).join('');
}

/** A text as it is typed: each line ends with Enter. */
export function typeText(text: string): string {
  return text.replace(/\r?\n/g, '\r');
}

const SHIFT = 1;
const ALT = 2;
const CTRL = 4;
const HELD: Readonly<Record<string, number>> = { S: SHIFT, Shift: SHIFT, M: ALT, Alt: ALT, C: CTRL, Ctrl: CTRL };

/** Keys of one character, and their numbers in the kitty protocol. */
const CHARACTERS: Readonly<Record<string, string>> = {
  Enter: '\r',
  Tab: '\t',
  Escape: '\x1b',
  Esc: '\x1b',
  Space: ' ',
  Backspace: '\x7f',
  BSpace: '\x7f',
};
/** Keys that end with a letter: `ESC [ A`. */
const LETTERS: Readonly<Record<string, string>> = { Up: 'A', Down: 'B', Right: 'C', Left: 'D', Home: 'H', End: 'F' };
const F1_TO_F4: Readonly<Record<string, string>> = { F1: 'P', F2: 'Q', F3: 'R', F4: 'S' };
/** Keys that have a number: `ESC [ 3 ~`. */
const NUMBERS: Readonly<Record<string, number>> = {
  Insert: 2,
  Delete: 3,
  PageUp: 5,
  PgUp: 5,
  PageDown: 6,
  PgDn: 6,
  ...{ F5: 15, F6: 17, F7: 18, F8: 19, F9: 20, F10: 21, F11: 23, F12: 24 },
};

function keyCode(key: string, modes: TerminalModes): string {
  const caret = /^\^([@-_a-z?])$/.exec(key)?.[1];
  if (caret !== undefined) return character(caret, CTRL, modes);
  let [name, held] = [key, 0];
  for (let match = HOLDING.exec(name); match !== null; match = HOLDING.exec(name)) {
    held |= HELD[match[1]!]!;
    name = match[2]!;
  }
  const code = named(name, held, modes);
  if (code !== null) return code;
  if (held === 0) return typeText(key);
  if ([...name].length === 1) return character(name, held, modes);
  throw new KeyError(`there is no key "${key}"`);
}

const HOLDING = /^(C|Ctrl|M|Alt|S|Shift)-(.+)$/s;

/** Null if the key has no name. */
function named(name: string, held: number, modes: TerminalModes): string | null {
  const single = CHARACTERS[name];
  if (single !== undefined) return character(single, held, modes);
  if (name === 'BTab') return character('\t', held | SHIFT, modes);
  const letter = LETTERS[name];
  if (letter !== undefined) return withLetter(letter, held, modes.cursorKeys);
  const early = F1_TO_F4[name];
  if (early !== undefined) return withLetter(early, held, true);
  const number = NUMBERS[name];
  return number === undefined ? null : `\x1b[${number}${held === 0 ? '' : `;${held + 1}`}~`;
}

function withLetter(letter: string, held: number, application: boolean): string {
  if (held > 0) return `\x1b[1;${held + 1}${letter}`;
  return `\x1b${application ? 'O' : '['}${letter}`;
}

/** A key with a character, in the traditional form, or by the kitty protocol if the program has requested that. */
function character(char: string, held: number, { kittyKeyboard }: TerminalModes): string {
  const disambiguated = (kittyKeyboard & 1) !== 0 && (char === '\x1b' || (held & (ALT | CTRL)) !== 0);
  if (disambiguated || (kittyKeyboard & 8) !== 0) {
    return `\x1b[${char.toLowerCase().codePointAt(0)}${held === 0 ? '' : `;${held + 1}`}u`;
  }
  if (char === '\t' && (held & SHIFT) !== 0) return `${held & ALT ? '\x1b' : ''}\x1b[Z`;
  const shifted = held & SHIFT ? char.toUpperCase() : char;
  return `${held & ALT ? '\x1b' : ''}${held & CTRL ? control(char) : shifted}`;
}

function control(char: string): string {
  if (char === ' ') return '\0';
  if (char === '?') return '\x7f';
  if (char === '\x7f') return '\b';
  const code = char.toUpperCase().charCodeAt(0);
  return char.length === 1 && code >= 0x40 && code <= 0x5f ? String.fromCharCode(code & 0x1f) : char;
}
