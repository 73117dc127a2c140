/** Press, release and wheel (1000), told in a form without limits (1006). Not what moves with no button down (1003). */
export const MOUSE_ON = '\x1b[?1000h\x1b[?1006h';
export const MOUSE_OFF = '\x1b[?1006l\x1b[?1002l\x1b[?1000l';

/** Moves while a button is down. */
export const MOTION_ON = '\x1b[?1002h';
/** To switch it off switches the mouse off, so that goes on again. */
export const MOTION_OFF = `\x1b[?1002l${MOUSE_ON}`;

/** On the other screen, with the mouse off: the wheel sends arrow keys. */
export const WHEEL_KEYS_ON = '\x1b[?1007h';
export const WHEEL_KEYS_OFF = '\x1b[?1007l';

/** The terminal says when it gets the focus, and when it loses it. */
export const FOCUS_ON = '\x1b[?1004h';
export const FOCUS_OFF = '\x1b[?1004l';

/** The other screen (1049), without cursor (25) and wrapping (7); pastes are told apart (2004). The mouse is apart. */
export const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?7l';

/**
 * All of it in reverse, and whatever else a program here may have switched on: frames, cursor keys, moves, focus, kitty's keys,
 * margins, the shape of the cursor, colours. Right in every state of the terminal.
 */
export const RESET = [
  '\x1b[?2026l',
  '\x1b[?1l\x1b>',
  '\x1b[?7h',
  '\x1b[?2004l',
  '\x1b[?1007l\x1b[?1006l\x1b[?1004l\x1b[?1003l\x1b[?1002l\x1b[?1000l',
  '\x1b[<u', // before the screen is left: each has its own
  '\x1b[r',
  '\x1b[0 q',
  '\x1b[0m',
  '\x1b[?25h',
  '\x1b[?1049l',
].join('');
