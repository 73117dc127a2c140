import type { KeyEvent } from './input-event.ts';

/** The modifiers of a key. */
export interface Modifiers {
  readonly shift: boolean;
  readonly alt: boolean;
  readonly ctrl: boolean;
}

export const NO_MODIFIERS: Modifiers = { shift: false, alt: false, ctrl: false };

/** A key that has a name and types nothing. */
export function namedKey(name: string, held = NO_MODIFIERS): KeyEvent {
  const { ctrl, alt, shift } = held;
  return { type: 'key', key: `${ctrl ? 'ctrl+' : ''}${alt ? 'alt+' : ''}${shift ? 'shift+' : ''}${name}`, text: '' };
}

/** The key of a code point: a character, or a control character that a key sends. */
export function keyOf(code: number, held = NO_MODIFIERS): KeyEvent {
  const name = CONTROL_KEYS[code];
  if (name !== undefined) return namedKey(name, held);
  if (code < 0x20) return keyOf(code + (code >= 1 && code <= 26 ? 0x60 : 0x40), { ...held, ctrl: true });
  const character = String.fromCodePoint(code);
  const key = character === ' ' ? 'space' : character;
  if (held.ctrl || held.alt) return namedKey(key, { ...held, shift: false });
  return { type: 'key', key, text: character };
}

/** Both line ends mean Enter. */
const CONTROL_KEYS: Readonly<Record<number, string>> = {
  0: 'ctrl+space',
  8: 'backspace',
  9: 'tab',
  10: 'enter',
  13: 'enter',
  27: 'esc',
  127: 'backspace',
};

/**
 * The modifiers, as terminals number them: 1, plus 1 for shift, 2 for alt, 4 for ctrl, 32 for meta. Caps lock and num
 * lock do not count. Null with super or hyper, which belong to the window manager: super+c copies, and does not type a
 * `c`.
 */
export function modifiersOf(parameter: number): Modifiers | null {
  const bits = parameter - 1;
  if (bits & 0b11000) return null;
  return { shift: (bits & 1) !== 0, alt: (bits & 0b100010) !== 0, ctrl: (bits & 4) !== 0 };
}
