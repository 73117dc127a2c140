import type { TerminalModes } from './modes.ts';
import { ENCODING_NUMBERS, MOUSE_NUMBERS, PRIVATE_FLAGS } from './modes.ts';
import type { Query } from './terminal-query.ts';

/** The facts needed to answer for a terminal. Rows and columns from 1. */
export interface TerminalFacts {
  readonly columns: number;
  readonly rows: number;
  readonly modes: TerminalModes;
  /** Null if unknown: the answer is then the first column. */
  readonly cursor: { readonly column: number; readonly row: number } | null;
}

/** The answer to a program while nobody shows its terminal: that of a plain xterm, dark, with 256 colours. */
export function answerTo(query: Query, facts: TerminalFacts): string {
  const { columns, rows, modes } = facts;
  switch (query.ask) {
    case 'cursor': {
      const { row, column } = facts.cursor ?? { row: rows, column: 1 };
      return query.isPrivate ? `\x1b[?${row};${column};1R` : `\x1b[${row};${column}R`;
    }
    case 'status':
      return '\x1b[0n';
    case 'attributes':
      return ATTRIBUTES[query.level];
    case 'version':
      return '\x1bP>|zdev\x1b\\';
    case 'kitty-keyboard':
      return `\x1b[?${modes.kittyKeyboard}u`;
    case 'color-scheme':
      return '\x1b[?997;1n';
    case 'mode':
      return `\x1b[${query.isPrivate ? '?' : ''}${query.number};${stateOf(query, modes)}$y`;
    case 'setting':
      return setting(query.setting, facts);
    case 'capability':
      return capability(query.names);
    case 'color':
      return `\x1b]${query.number};${query.number === 11 ? BLACK : WHITE}\x1b\\`;
    case 'palette':
      return `\x1b]4;${query.index};${paletteColor(query.index)}\x1b\\`;
    case 'size':
      return SIZES[query.unit]({ columns, rows });
    case 'title':
      return '\x1b]l\x1b\\'; // an empty title: the real one could contain text to type, and xterm hides it too
  }
}

const ATTRIBUTES = { 1: '\x1b[?62;22c', 2: '\x1b[>41;0;0c', 3: '\x1bP!|00000000\x1b\\' } as const;

const BLACK = 'rgb:0000/0000/0000';
const WHITE = 'rgb:ffff/ffff/ffff';

/** A usual cell, in pixels: the real size is unknown. */
const CELL = { width: 8, height: 16 };

const SIZES = {
  cells: ({ columns, rows }) => `\x1b[8;${rows};${columns}t`,
  'screen-cells': ({ columns, rows }) => `\x1b[9;${rows};${columns}t`,
  pixels: ({ columns, rows }) => `\x1b[4;${rows * CELL.height};${columns * CELL.width}t`,
  'cell-pixels': () => `\x1b[6;${CELL.height};${CELL.width}t`,
} as const satisfies Record<string, (size: { columns: number; rows: number }) => string>;

/** For DECRPM: 1 set, 2 reset, 0 unknown. */
function stateOf({ number, isPrivate }: { number: number; isPrivate: boolean }, modes: TerminalModes): 0 | 1 | 2 {
  const is = isPrivate ? privateState(number, modes) : number === 4 ? modes.insert : undefined;
  if (is === undefined) return 0;
  return is ? 1 : 2;
}

function privateState(number: number, modes: TerminalModes): boolean | undefined {
  const flag = PRIVATE_FLAGS.get(number);
  if (flag !== undefined) return modes[flag];
  const mouse = MOUSE_NUMBERS.get(number);
  if (mouse !== undefined) return modes.mouse === mouse;
  const encoding = ENCODING_NUMBERS.get(number);
  return encoding === undefined ? undefined : modes.mouseEncoding === encoding;
}

function setting(name: string, { modes, rows }: TerminalFacts): string {
  const { top = 1, bottom } = modes.scrollRegion ?? {};
  const value = { m: '0m', ' q': `${modes.cursorShape} q`, r: `${top};${bottom ?? rows}r` }[name];
  return value === undefined ? '\x1bP0$r\x1b\\' : `\x1bP1$r${value}\x1b\\`;
}

/** Names of termcap in hexadecimal, as the program asks. */
function capability(names: string): string {
  const known = names.split(';').flatMap((name) => {
    const value = CAPABILITIES[Buffer.from(name, 'hex').toString('latin1')];
    return value === undefined ? [] : [`${name}=${Buffer.from(value).toString('hex').toUpperCase()}`];
  });
  return known.length > 0
    ? `\x1bP1+r${known.join(';')}\x1b\\`
    : `\x1bP0+r${/^[\dA-Fa-f;]*$/.test(names) ? names : ''}\x1b\\`;
}

const CAPABILITIES: Readonly<Record<string, string>> = {
  TN: 'xterm-256color',
  name: 'xterm-256color',
  Co: '256',
  colors: '256',
};

/** A colour of xterm's palette. */
function paletteColor(index: number): string {
  const [red, green, blue] = index < 16 ? basicColor(index) : index < 232 ? cubeColor(index - 16) : grey(index - 232);
  return `rgb:${[red, green, blue].map((part) => part.toString(16).padStart(2, '0').repeat(2)).join('/')}`;
}

type Rgb = readonly [number, number, number];

function basicColor(index: number): Rgb {
  if (index === 7) return [229, 229, 229];
  if (index === 8) return [127, 127, 127];
  const full = index < 8 ? 205 : 255;
  const part = (bit: number) => (index & bit ? full : 0);
  return [part(1), part(2), part(4)];
}

function cubeColor(index: number): Rgb {
  const level = (step: number) => (step % 6 === 0 ? 0 : 55 + (step % 6) * 40);
  return [level(Math.floor(index / 36)), level(Math.floor(index / 6)), level(index)];
}

function grey(index: number): Rgb {
  const level = 8 + Math.min(index, 23) * 10;
  return [level, level, level];
}
