import type { InputEvent } from './input-event.ts';
import { keyOf, modifiersOf, namedKey } from './key.ts';
import { mouseEvent } from './mouse-event.ts';

/** The meaning of `CSI parameters final`; null if it is not a key: an answer of the terminal, an unknown key. */
export function controlSequence(parameters: string, final: string): InputEvent | null {
  if (parameters.startsWith('<')) return mouseEvent(parameters.slice(1), final);
  if (!/^[\d;:]*$/.test(parameters)) return null;
  const fields = parameters.split(';').map((field) => field.split(':').map(Number));
  if (final === 'u') return keyWithCode(fields[0], fields[1]);
  const [first = 0, second = 1, third = 0] = fields.map(([number]) => number || undefined);
  if (final === '~' && first === MODIFY_OTHER_KEYS) return keyWithCode([third], [second]);
  const name = final === '~' ? BY_NUMBER[first] : BY_LETTER[final];
  // With a letter, the first number of a key is 1. Otherwise, it is an answer: `CSI 12;40R` is the position of the
  // cursor.
  if (name === undefined || (final !== '~' && first > 1)) return null;
  return keyWithModifiers(name, [second, ...(fields[1] ?? []).slice(1)]);
}

/** The meaning of `SS3 letter`, which some keys send instead of `CSI letter`. */
export function singleShift(letter: string): InputEvent | null {
  const name = BY_LETTER[letter] ?? KEYPAD[letter];
  if (name === undefined) return null;
  return name.length === 1 ? keyOf(name.charCodeAt(0)) : namedKey(name);
}

/** The Linux console sends `CSI [ letter` for F1 to F5. */
export function linuxFunctionKey(letter: string): InputEvent | null {
  const index = 'ABCDE'.indexOf(letter);
  return index < 0 ? null : namedKey(`f${index + 1}`);
}

/** xterm's `CSI 27 ; modifiers ; code ~`. */
const MODIFY_OTHER_KEYS = 27;

/** kitty's `CSI u`: a code point, the shifted one, the same key on a standard keyboard; modifiers, press or release. */
function keyWithCode(
  [code = 0, shifted = 0]: number[] = [],
  [modifiers = 1, action = 1]: number[] = [],
): InputEvent | null {
  const held = modifiersOf(modifiers || 1);
  if (held === null || action === RELEASED || !isCharacter(code)) return null;
  if (isPrivate(code)) return PRIVATE_KEYS[code] ? singleKey(PRIVATE_KEYS[code], modifiers) : null;
  if (code < 0x20 || code === 127) return keyOf(code, held);
  if (!held.shift) return keyOf(code, held);
  return keyOf(isCharacter(shifted) ? shifted : String.fromCodePoint(code).toUpperCase().codePointAt(0)!, held);
}

function isCharacter(code: number): boolean {
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}

function singleKey(name: string, modifiers: number): InputEvent | null {
  return name.length === 1 ? keyOf(name.charCodeAt(0)) : keyWithModifiers(name, [modifiers]);
}

function keyWithModifiers(name: string, [modifiers = 1, action = 1]: number[]): InputEvent | null {
  const held = modifiersOf(modifiers);
  if (held === null || action === RELEASED) return null;
  return name === 'shift+tab' ? namedKey('tab', { ...held, shift: true }) : namedKey(name, held);
}

const RELEASED = 3;

/** kitty numbers keys without a character in Unicode's private area. */
function isPrivate(code: number): boolean {
  return code >= 0xe000 && code <= 0xf8ff;
}

/** The keypad, in kitty's numbers. */
const PRIVATE_KEYS: Readonly<Record<number, string>> = Object.fromEntries(
  [
    ...'0123456789./*-+',
    'enter',
    '=',
    ',',
    'left',
    'right',
    'up',
    'down',
    'pageup',
    'pagedown',
    'home',
    'end',
    'insert',
    'delete',
  ].map((name, index) => [57399 + index, name]),
);

const BY_LETTER: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  Z: 'shift+tab',
};

const BY_NUMBER: Readonly<Record<number, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  ...Object.fromEntries(
    [11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24].map((number, index) => [number, `f${index + 1}`]),
  ),
};

/** The keypad in its application mode, which an earlier program may have left on. */
const KEYPAD: Readonly<Record<string, string>> = {
  M: 'enter',
  X: '=',
  ...Object.fromEntries([...'*+,-./0123456789'].map((key, index) => [String.fromCharCode(0x6a + index), key])),
};
