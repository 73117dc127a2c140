/** The modes that a program has set on its terminal and that a client must know to show it. Immutable. */
export interface TerminalModes {
  /** DECCKM: the arrow keys send `ESC O A` instead of `ESC [ A`. */
  readonly cursorKeys: boolean;
  /** DECNKM: the keys of the number pad send their own codes. */
  readonly keypad: boolean;
  /** Pasted text comes between `ESC [ 200 ~` and `ESC [ 201 ~`. */
  readonly bracketedPaste: boolean;
  /** Which mouse events it wants: of buttons (`x10`: only presses), also moves with a button down, or all moves. */
  readonly mouse: 'off' | 'x10' | 'buttons' | 'drag' | 'motion';
  readonly mouseEncoding: 'default' | 'utf8' | 'sgr' | 'urxvt' | 'sgr-pixels';
  /** It wants reports when its terminal gets and loses the focus. */
  readonly focus: boolean;
  /** The wheel sends arrow keys on the alternate screen. */
  readonly alternateScroll: boolean;
  readonly cursorVisible: boolean;
  /** DECSCUSR: 0 the terminal's own, 1 and 2 a block, 3 and 4 an underline, 5 and 6 a bar; odd ones blink. */
  readonly cursorShape: number;
  /** Flags of the kitty keyboard protocol; 0: off. */
  readonly kittyKeyboard: number;
  /** xterm's modifyOtherKeys: 0, 1 or 2. */
  readonly modifyOtherKeys: number;
  /** A full-screen program: its output has no lines. */
  readonly alternateScreen: boolean;
  /** DECAWM: a long line continues in the next row. */
  readonly wrap: boolean;
  /** DECOM: rows count from the scrolling region. */
  readonly origin: boolean;
  readonly insert: boolean;
  /** DECSCNM: black and white are exchanged. */
  readonly reverse: boolean;
  /** DECSTBM: the rows that scroll, from 1; null for all. Without a `bottom`, down to the last. */
  readonly scrollRegion: { readonly top: number; readonly bottom: number | null } | null;
  /** It wants reports when the colours change from dark to light. */
  readonly colorReports: boolean;
  /** It wants in-band reports of its size. */
  readonly sizeReports: boolean;
  /** Title of the window; empty until set. */
  readonly title: string;
}

/** The modes of a new terminal. */
export const RESET_MODES: TerminalModes = {
  cursorKeys: false,
  keypad: false,
  bracketedPaste: false,
  mouse: 'off',
  mouseEncoding: 'default',
  focus: false,
  alternateScroll: false,
  cursorVisible: true,
  cursorShape: 0,
  kittyKeyboard: 0,
  modifyOtherKeys: 0,
  alternateScreen: false,
  wrap: true,
  origin: false,
  insert: false,
  reverse: false,
  scrollRegion: null,
  colorReports: false,
  sizeReports: false,
  title: '',
};

type Flag = { [K in keyof TerminalModes]: TerminalModes[K] extends boolean ? K : never }[keyof TerminalModes];

/** Modes that are on or off, by their number after `CSI ?`. */
export const PRIVATE_FLAGS: ReadonlyMap<number, Flag> = new Map<number, Flag>([
  [1, 'cursorKeys'],
  [5, 'reverse'],
  [6, 'origin'],
  [7, 'wrap'],
  [25, 'cursorVisible'],
  [47, 'alternateScreen'],
  [66, 'keypad'],
  [1004, 'focus'],
  [1007, 'alternateScroll'],
  [1047, 'alternateScreen'],
  [1049, 'alternateScreen'],
  [2004, 'bracketedPaste'],
  [2031, 'colorReports'],
  [2048, 'sizeReports'],
]);

/** The numbers that switch the mouse on. Switching any of them off switches it off. */
export const MOUSE_NUMBERS: ReadonlyMap<number, TerminalModes['mouse']> = new Map([
  [9, 'x10'],
  [1000, 'buttons'],
  [1002, 'drag'],
  [1003, 'motion'],
]);

/** How mouse events are encoded. */
export const ENCODING_NUMBERS: ReadonlyMap<number, TerminalModes['mouseEncoding']> = new Map([
  [1005, 'utf8'],
  [1006, 'sgr'],
  [1015, 'urxvt'],
  [1016, 'sgr-pixels'],
]);
