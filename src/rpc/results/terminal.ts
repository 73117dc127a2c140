import { bool, count, named, nullable, object, oneOf, text } from '../shape.ts';

/**
 * The modes that a program has set on its terminal; see `TerminalModes` in `src/vt/modes.ts`, which has the same
 * fields.
 */
export const Modes = named(
  'TerminalModes',
  object({
    cursorKeys: bool('DECCKM, `CSI ? 1 h`: arrow keys send `ESC O A`'),
    keypad: bool('DECNKM, `ESC =`'),
    bracketedPaste: bool('`CSI ? 2004 h`'),
    mouse: oneOf(['off', 'x10', 'buttons', 'drag', 'motion'], '`CSI ? 9, 1000, 1002, 1003 h`'),
    mouseEncoding: oneOf(['default', 'utf8', 'sgr', 'urxvt', 'sgr-pixels'], '`CSI ? 1005, 1006, 1015, 1016 h`'),
    focus: bool('`CSI ? 1004 h`'),
    alternateScroll: bool('`CSI ? 1007 h`: the wheel sends arrow keys on the alternate screen'),
    cursorVisible: bool('`CSI ? 25 h`'),
    cursorShape: count('DECSCUSR, `CSI n SP q`'),
    kittyKeyboard: count('Flags of the kitty keyboard protocol; 0: off'),
    modifyOtherKeys: count('`CSI > 4 ; n m`'),
    alternateScreen: bool('`CSI ? 1049 h`: a full-screen program'),
    wrap: bool('DECAWM, `CSI ? 7 h`'),
    origin: bool('DECOM, `CSI ? 6 h`'),
    insert: bool('`CSI 4 h`'),
    reverse: bool('DECSCNM, `CSI ? 5 h`'),
    scrollRegion: nullable(
      object({ top: count('From 1'), bottom: nullable(count('Null for the last')) }, 'DECSTBM; null for all rows'),
    ),
    colorReports: bool('`CSI ? 2031 h`'),
    sizeReports: bool('`CSI ? 2048 h`'),
    title: text('Of the window; empty before the first'),
  }),
);
