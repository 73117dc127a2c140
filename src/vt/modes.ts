/** What a program has set on its terminal, as far as whoever shows this terminal must know it. A value: it is never changed. */
export interface TerminalModes {
  /** DECCKM: the arrow keys send `ESC O A` in place of `ESC [ A`. */
  readonly cursorKeys: boolean;
  /** DECNKM: the keys of the number pad send codes of their own. */
  readonly keypad: boolean;
  /** What is pasted comes between `ESC [ 200 ~` and `ESC [ 201 ~`. */
  readonly bracketedPaste: boolean;
  /** Which events of the mouse it wants: of buttons (`x10`: presses only), also moves with a button down, all moves. */
  readonly mouse: 'off' | 'x10' | 'buttons' | 'drag' | 'motion';
  readonly mouseEncoding: 'default' | 'utf8' | 'sgr' | 'urxvt' | 'sgr-pixels';
  /** It is told when its terminal gets and loses the focus. */
  readonly focus: boolean;
  /** The wheel sends arrow keys on the alternate screen. */
  readonly alternateScroll: boolean;
  readonly cursorVisible: boolean;
  /** DECSCUSR: 0 the terminal's own, 1 and 2 a block, 3 and 4 a line below, 5 and 6 a bar; odd ones blink. */
  readonly cursorShape: number;
  /** Flags of the kitty keyboard protocol; 0: it is off. */
  readonly kittyKeyboard: number;
  /** Of xterm's modifyOtherKeys: 0, 1 or 2. */
  readonly modifyOtherKeys: number;
  /** A full-screen program: nothing that it prints is a line of output. */
  readonly alternateScreen: boolean;
  /** DECAWM: a long line goes on in the next row. */
  readonly wrap: boolean;
  /** DECOM: rows count from the scrolling region. */
  readonly origin: boolean;
  readonly insert: boolean;
  /** DECSCNM: black and white change places. */
  readonly reverse: boolean;
  /** DECSTBM: the rows that scroll, from 1; null for all. Without a `bottom`, down to the last. */
  readonly scrollRegion: { readonly top: number; readonly bottom: number | null } | null;
  /** It wants to be told when the colours change from dark to light. */
  readonly colorReports: boolean;
  /** It wants to be told its size in-band. */
  readonly sizeReports: boolean;
  /** Of the window; empty before the first. */
  readonly title: string;
}

/** A terminal on which nothing has been set. */
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

/** The numbers that turn the mouse on. Turning any of them off turns it off. */
export const MOUSE_NUMBERS: ReadonlyMap<number, TerminalModes['mouse']> = new Map([
  [9, 'x10'],
  [1000, 'buttons'],
  [1002, 'drag'],
  [1003, 'motion'],
]);

/** How events of the mouse are written. */
export const ENCODING_NUMBERS: ReadonlyMap<number, TerminalModes['mouseEncoding']> = new Map([
  [1005, 'utf8'],
  [1006, 'sgr'],
  [1015, 'urxvt'],
  [1016, 'sgr-pixels'],
]);
