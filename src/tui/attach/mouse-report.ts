import type { TerminalModes } from '../../vt/modes.ts';

/** What the mouse did, in columns and rows of the program's screen, from 1. */
interface MouseAction {
  /** xterm's number, which includes modifiers, moves and the wheel. */
  readonly button: number;
  readonly x: number;
  readonly y: number;
  readonly isRelease: boolean;
}

const MOVE = 32;
const WHEEL = 64;
const NO_BUTTON = 3;
/** The old form has no letters for larger numbers. */
const MAX_PLAIN = 223;

/** The report for the program, in the form that it asked for, or an empty string if it did not ask. Latin1. */
export function mouseReport(action: MouseAction, { mouse, mouseEncoding }: TerminalModes): string {
  const { button, x, y, isRelease } = action;
  if (!isWanted(action, mouse)) return '';
  // The old forms do not say which button was released.
  const code = isRelease ? (button & ~NO_BUTTON) | NO_BUTTON : button;
  switch (mouseEncoding) {
    case 'sgr':
    case 'sgr-pixels':
      return `\x1b[<${button};${x};${y}${isRelease ? 'm' : 'M'}`;
    case 'urxvt':
      return `\x1b[${code + 32};${x};${y}M`;
    case 'utf8':
      return Buffer.from(`\x1b[M${letters(code, x, y)}`).toString('latin1');
    case 'default':
      return Math.max(x, y) > MAX_PLAIN ? '' : `\x1b[M${letters(code, x, y)}`;
  }
}

function isWanted({ button, isRelease }: MouseAction, mouse: TerminalModes['mouse']): boolean {
  const isMove = (button & MOVE) !== 0;
  if (mouse === 'x10') return !isMove && !isRelease && button < WHEEL;
  if (mouse === 'buttons') return !isMove;
  if (mouse === 'drag') return !isMove || (button & NO_BUTTON) !== NO_BUTTON;
  return mouse === 'motion';
}

function letters(...numbers: readonly number[]): string {
  return String.fromCharCode(...numbers.map((number) => number + 32));
}
