import { ENCODING_NUMBERS, MOUSE_NUMBERS, RESET_MODES, type TerminalModes } from './modes.ts';

/** Modes that one client may want to leave as they are: it draws rows of its own. */
export type ModeName = keyof TerminalModes;

/**
 * What brings a terminal from some modes to others. `setModes(RESET_MODES, modes)` hands a program's modes to a terminal, and
 * `setModes(modes, RESET_MODES)` takes them back. The title is nobody's mode: it is left alone. With `only`, other modes are
 * not touched: for who shows the program in a part of a screen.
 */
export function setModes(from: TerminalModes, to: TerminalModes, only: readonly ModeName[] = ALL): string {
  if (from.alternateScreen === to.alternateScreen || !only.includes('alternateScreen')) return change(from, to, only);
  // These two belong to a screen: they are taken back on the one, and set on the other.
  const clean = { ...from, kittyKeyboard: 0, scrollRegion: null };
  const rows = only.includes('scrollRegion') ? ALL_ROWS : '';
  return (
    change(from, clean, only) +
    rows +
    change(clean, { ...clean, alternateScreen: to.alternateScreen }, only) +
    rows +
    change({ ...clean, alternateScreen: to.alternateScreen }, to, only)
  );
}

/**
 * What makes an empty terminal that of a program: its screen, as it comes from `terminal.open`, and its modes. What takes
 * them back is `setModes(modes, RESET_MODES)`, with the modes of that moment.
 */
export function handOver(modes: TerminalModes, screen: string): string {
  const onScreen = { ...RESET_MODES, alternateScreen: modes.alternateScreen };
  return setModes(RESET_MODES, onScreen) + screen + setModes(onScreen, modes);
}

function change(from: TerminalModes, to: TerminalModes, only: readonly ModeName[]): string {
  return only.map((name) => (from[name] === to[name] ? '' : SETTERS[name](from, to))).join('');
}

/** The cursor stays where it is. */
const ALL_ROWS = '\x1b7\x1b[r\x1b8';

type Setter = (from: TerminalModes, to: TerminalModes) => string;

const set = (number: number, on: boolean): string => `\x1b[?${number}${on ? 'h' : 'l'}`;
const flag =
  (number: number, name: ModeName): Setter =>
  (_, to) =>
    set(number, to[name] === true);

/** In the order in which they are set: the screen first, since some terminals keep modes by screen. */
const SETTERS: Readonly<Record<ModeName, Setter>> = {
  alternateScreen: flag(1049, 'alternateScreen'),
  cursorKeys: flag(1, 'cursorKeys'),
  keypad: (_, { keypad }) => (keypad ? '\x1b=' : '\x1b>'),
  bracketedPaste: flag(2004, 'bracketedPaste'),
  mouse: (from, to) => numbers(MOUSE_NUMBERS, from.mouse, to.mouse),
  mouseEncoding: (from, to) => numbers(ENCODING_NUMBERS, from.mouseEncoding, to.mouseEncoding),
  focus: flag(1004, 'focus'),
  alternateScroll: flag(1007, 'alternateScroll'),
  cursorVisible: flag(25, 'cursorVisible'),
  cursorShape: (_, { cursorShape }) => `\x1b[${cursorShape} q`,
  kittyKeyboard: ({ kittyKeyboard: was }, { kittyKeyboard: flags }) => {
    if (was === 0) return `\x1b[>${flags}u`;
    return flags === 0 ? '\x1b[<u' : `\x1b[=${flags};1u`;
  },
  modifyOtherKeys: (_, { modifyOtherKeys: level }) => (level === 0 ? '\x1b[>4m' : `\x1b[>4;${level}m`),
  wrap: flag(7, 'wrap'),
  insert: (_, { insert }) => `\x1b[4${insert ? 'h' : 'l'}`,
  reverse: flag(5, 'reverse'),
  scrollRegion: (_, { scrollRegion: rows }) =>
    rows === null ? ALL_ROWS : `\x1b7\x1b[${rows.top};${rows.bottom ?? ''}r\x1b8`,
  origin: flag(6, 'origin'),
  colorReports: flag(2031, 'colorReports'),
  sizeReports: flag(2048, 'sizeReports'),
  title: () => '',
};

const ALL = Object.keys(SETTERS) as ModeName[];

function numbers<T>(table: ReadonlyMap<number, T>, from: T, to: T): string {
  const numberOf = (value: T) => [...table].find(([, name]) => name === value)?.[0];
  const [off, on] = [numberOf(from), numberOf(to)];
  return (off === undefined ? '' : set(off, false)) + (on === undefined ? '' : set(on, true));
}
