import type { Span, Tone } from './span.ts';

/** The colours of the screen. A number is a colour of the terminal's palette of 256; null leaves the text as it is. */
export interface Theme {
  readonly tones: Readonly<Record<Tone, number | null>>;
  /** For the names in front of log lines: neighbours differ, and none looks like an error. */
  readonly names: readonly number[];
  /** These colours are only readable for glyphs: words keep the terminal's own colour. */
  readonly glyphsOnly: boolean;
}

/** The themes that a user can choose; `auto` asks the terminal for its background. */
export const THEME_NAMES = ['auto', 'dark', 'light', 'ansi'] as const;
export type ThemeName = (typeof THEME_NAMES)[number];

/**
 * The colours from 16 on are the same on all terminals, so their contrast is known. The first sixteen are the user's
 * own, and some are invisible on some backgrounds (yellow on white, bright black on Solarized).
 */
export const THEMES = {
  dark: {
    tones: { good: 77, busy: 214, bad: 203, note: 80, quiet: 248 },
    names: [75, 213, 79, 179, 141, 117, 149, 212, 110, 222],
    glyphsOnly: false,
  },
  light: {
    tones: { good: 22, busy: 94, bad: 160, note: 25, quiet: 241 },
    names: [26, 127, 23, 58, 56, 24, 90, 61, 126, 94],
    glyphsOnly: false,
  },
  /** For an unknown background: colours that are visible as glyphs on all backgrounds. */
  middle: {
    tones: { good: 29, busy: 136, bad: 196, note: 31, quiet: null },
    names: [32, 164, 30, 136, 135, 64, 169, 67, 100, 98],
    glyphsOnly: true,
  },
  /** The terminal's own sixteen. */
  ansi: {
    tones: { good: 2, busy: 3, bad: 1, note: 6, quiet: null },
    names: [6, 5, 2, 3, 14, 13, 10, 11],
    glyphsOnly: false,
  },
} as const satisfies Readonly<Record<string, Theme>>;

/** The theme for a terminal, as far as it is known without asking the terminal. */
export function themeFor(wanted: ThemeName, env: Readonly<Record<string, string | undefined>>): Theme {
  if (wanted !== 'auto') return THEMES[wanted];
  if (!hasPalette(env)) return THEMES.ansi;
  // Set by rxvt, Konsole and iTerm: `15;0` means foreground and background.
  const background = Number.parseInt(env['COLORFGBG']?.split(';').at(-1) ?? '', 10);
  if (Number.isNaN(background)) return THEMES.middle;
  return background === 7 || background === 15 ? THEMES.light : THEMES.dark;
}

/** Whether the terminal has 256 colours. */
function hasPalette({ TERM = '', COLORTERM }: Readonly<Record<string, string | undefined>>): boolean {
  return Boolean(COLORTERM) || /256color|direct|kitty|alacritty|foot|wezterm|ghostty|^tmux|^xterm$/.test(TERM);
}

/** The theme for a background, given as red, green and blue from 0 to 1. */
export function themeOn([red, green, blue]: readonly [number, number, number]): Theme {
  return 0.2126 * red ** 2.2 + 0.7152 * green ** 2.2 + 0.0722 * blue ** 2.2 > 0.2 ? THEMES.light : THEMES.dark;
}

/** How a span is drawn: the number of its colour, and its other styles. */
export interface SpanStyle {
  readonly color: number | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
}

const WORD = /[\p{L}\p{N}]/u;

/** A span in the colours of a theme. Without colours (null), quiet text is dim, and the rest unchanged. */
export function spanStyleIn({ text, tone, bold = false, inverse = false }: Span, theme: Theme | null): SpanStyle {
  const color = tone && theme ? theme.tones[tone] : null;
  const isWord = theme?.glyphsOnly === true && WORD.test(text);
  return {
    color: isWord ? null : color,
    // Important words stay visible even if they may not be coloured.
    bold: bold || (isWord && tone === 'bad'),
    dim: tone === 'quiet' && color === null && theme?.glyphsOnly !== true,
    inverse,
  };
}

/** The parameters of the SGR sequence for a colour of the palette. */
export function sgrOf(color: number): string {
  if (color < 8) return `${30 + color}`;
  return color < 16 ? `${82 + color}` : `38;5;${color}`;
}
