import { RESET_MODES, type TerminalModes } from '../../vt/modes.ts';
import { type ModeName, setModes } from '../../vt/set-modes.ts';
import { MOUSE_OFF, MOUSE_ON } from '../term/mode-codes.ts';
import type { GuestModes } from '../term/terminal-session.ts';

/**
 * The modes of a program that the terminal takes on while attached: those that change what keys send, and the shape of
 * the cursor. Pastes stay marked, so that zdev never takes pasted text for its own keys; the marks are removed if the
 * program does not want them. Mouse reports keep the form that zdev reads.
 */
const HANDED: readonly ModeName[] = [
  'cursorKeys',
  'keypad',
  'focus',
  'cursorShape',
  'kittyKeyboard',
  'modifyOtherKeys',
  'colorReports',
];

/** Mouse moves that a program wants, beyond presses and the wheel. */
const MOVES: Readonly<Partial<Record<TerminalModes['mouse'], string>>> = { drag: '\x1b[?1002h', motion: '\x1b[?1003h' };

/** `hasMouse`: the screen itself uses the mouse. Null if the terminal needs only the modes of the screen. */
export function guestModes(modes: TerminalModes, hasMouse: boolean): GuestModes | null {
  const wantsMouse = modes.mouse !== 'off';
  const moves = MOVES[modes.mouse] ?? '';
  const mouse = wantsMouse && (moves !== '' || !hasMouse) ? `${MOUSE_ON}${moves}` : '';
  const set = setModes(RESET_MODES, modes, HANDED) + mouse;
  if (set === '') return null;
  const mouseBack = mouse === '' ? '' : `\x1b[?1003l${MOUSE_OFF}${hasMouse ? MOUSE_ON : ''}`;
  return { set, undo: setModes(modes, RESET_MODES, HANDED) + mouseBack };
}
