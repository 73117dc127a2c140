import { characterAt } from '../../../text/character.ts';

/**
 * Replaces `@alcalzone/ansi-tokenize` in the bundle. Ink uses it to cut every row of every frame into styled
 * characters, which is half the cost of a frame. This version handles only what the frame contains: text and `CSI … m`.
 */

type Styles = readonly string[];
type Token =
  | { readonly type: 'ansi'; readonly code: string }
  | { readonly type: 'char'; readonly value: string; readonly fullWidth: boolean };
interface StyledChar {
  readonly type: 'char';
  readonly value: string;
  readonly fullWidth: boolean;
  readonly styles: Styles;
}

const SGR = /\x1b\[([\d;]*)m/y;
const NO_STYLES: Styles = [];

/** Text and style changes, in order. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    SGR.lastIndex = at;
    const sgr = text.charCodeAt(at) === 0x1b ? SGR.exec(text) : null;
    if (sgr) {
      tokens.push({ type: 'ansi', code: sgr[1] ?? '' });
      at += sgr[0].length;
    } else {
      const { end, width } = characterAt(text, at);
      tokens.push({ type: 'char', value: text.slice(at, end), fullWidth: width === 2 });
      at = end;
    }
  }
  return tokens;
}

/** Each character with its styles. Characters of the same style share one array. */
export function styledCharsFromTokens(tokens: readonly Token[]): StyledChar[] {
  const chars: StyledChar[] = [];
  let styles = NO_STYLES;
  for (const token of tokens) {
    if (token.type === 'char') chars.push({ ...token, styles });
    else styles = restyled(styles, token.code);
  }
  return chars;
}

/** Turns a row back into text, with as few style changes as possible. */
export function styledCharsToString(chars: readonly StyledChar[]): string {
  let text = '';
  let styles: Styles = NO_STYLES;
  for (const char of chars) {
    if (char.styles !== styles) {
      text += change(styles, char.styles);
      styles = char.styles;
    }
    text += char.value;
  }
  return text + change(styles, NO_STYLES);
}

function restyled(styles: Styles, code: string): Styles {
  if (code === '' || code === '0') return NO_STYLES;
  if (ENDS.has(code)) {
    const rest = styles.filter((style) => endOf(style) !== code);
    return rest.length === styles.length ? styles : rest.length === 0 ? NO_STYLES : rest;
  }
  return [...styles.filter((style) => style !== code && (endOf(style) !== endOf(code) || endOf(code) === '22')), code];
}

function change(from: Styles, to: Styles): string {
  const gone = new Set(from.filter((style) => !to.includes(style)).map(endOf));
  const added = to.filter((style) => !from.includes(style) || gone.has(endOf(style)));
  return [...gone, ...added].map((code) => `\x1b[${code}m`).join('');
}

const ENDS: ReadonlySet<string> = new Set(['22', '23', '24', '27', '28', '29', '39', '49', '55']);
const PAIRS: Readonly<Record<string, string>> = {
  1: '22',
  2: '22',
  3: '23',
  4: '24',
  7: '27',
  8: '28',
  9: '29',
  53: '55',
};

function endOf(code: string): string {
  const first = code.split(';')[0] as string;
  return PAIRS[first] ?? (/^(?:4\d|10\d)$/.test(first) ? '49' : '39');
}
