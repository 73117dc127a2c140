import { ENCODING_NUMBERS, MOUSE_NUMBERS, RESET_MODES, type TerminalModes } from './modes.ts';

/** A mode. A client that draws its own rows may leave some unchanged. */
export type ModeName = keyof TerminalModes;

/**
 * The bytes that change a terminal from some modes to others. `setModes(RESET_MODES, modes)` applies a program's modes
 * to a terminal, and `setModes(modes, RESET_MODES)` undoes them. The title is never changed. With `only`, other modes
 * stay: for a client that shows the program in a part of its screen.
 */
export function setModes(from: TerminalModes, to: TerminalModes, only: readonly ModeName[] = ALL): string {
  if (from.alternateScreen === to.alternateScreen || !only.includes('alternateScreen')) return change(from, to, only);
  // Each screen has its own value of these two: they are reset on the old screen, and set on the new one.
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
 * The bytes that turn an empty terminal into that of a program: its screen, as it comes from `terminal.open`, and its
 * modes. `setModes(modes, RESET_MODES)` undoes them, with the modes of that moment.
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

/** In the order in which they are set: the screen first, because some terminals keep modes per screen. */
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
