/** Press, release and wheel (1000), in a form without limits (1006). Not moves without a pressed button (1003). */
export const MOUSE_ON = '\x1b[?1000h\x1b[?1006h';
export const MOUSE_OFF = '\x1b[?1006l\x1b[?1002l\x1b[?1000l';

/** Moves while a button is down. */
export const MOTION_ON = '\x1b[?1002h';
/** Switching it off switches the mouse off too, so that is switched on again. */
export const MOTION_OFF = `\x1b[?1002l${MOUSE_ON}`;

/** On the alternate screen, with the mouse off: the wheel sends arrow keys. */
export const WHEEL_KEYS_ON = '\x1b[?1007h';
export const WHEEL_KEYS_OFF = '\x1b[?1007l';

/** The terminal reports when it gets and loses the focus. */
export const FOCUS_ON = '\x1b[?1004h';
export const FOCUS_OFF = '\x1b[?1004l';

/**
 * The alternate screen (1049), without cursor (25) and wrapping (7), with marked pastes (2004). The mouse is separate.
 */
export const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?7l';

/**
 * Undoes all of it, and whatever else a program may have switched on: frames, cursor keys, moves, focus, kitty's keys,
 * margins, the shape of the cursor, colours. Safe in every state of the terminal.
 */
export const RESET = [
  '\x1b[?2026l',
  '\x1b[?1l\x1b>',
  '\x1b[?7h',
  '\x1b[?2004l',
  '\x1b[?1007l\x1b[?1006l\x1b[?1004l\x1b[?1003l\x1b[?1002l\x1b[?1000l',
  '\x1b[<u', // before leaving the screen, because each screen has its own
  '\x1b[r',
  '\x1b[0 q',
  '\x1b[0m',
  '\x1b[?25h',
  '\x1b[?1049l',
].join('');
