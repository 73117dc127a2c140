import { describe, expect, test } from 'vitest';
import { sgrOf, spanStyleIn, THEMES, type Theme, themeFor, themeOn } from '../../../../src/tui/model/theme.ts';

type Rgb = readonly [red: number, green: number, blue: number];

/** What terminals have behind text, as they are delivered. */
const DARK: Readonly<Record<string, Rgb>> = {
  black: [0, 0, 0],
  'Windows Terminal': [12, 12, 12],
  GNOME: [30, 30, 30],
  Ubuntu: [48, 10, 36],
  'Solarized dark': [0, 43, 54],
  Dracula: [40, 42, 54],
  'One Dark': [40, 44, 52],
};
const LIGHT: Readonly<Record<string, Rgb>> = {
  white: [255, 255, 255],
  'One Light': [250, 250, 250],
  'Solarized light': [253, 246, 227],
};

/** A colour of the palette of 256 that is the same everywhere: a cube of six steps, and greys. */
function rgbOf(color: number): Rgb {
  expect(color, 'the first sixteen are the user’s own').toBeGreaterThanOrEqual(16);
  if (color >= 232) return [0, 1, 2].map(() => 8 + 10 * (color - 232)) as unknown as Rgb;
  const steps = [0, 95, 135, 175, 215, 255];
  const at = color - 16;
  return [Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map((step) => steps[step]) as unknown as Rgb;
}

/** As WCAG has it. */
function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(color: number, background: Rgb): number {
  const [low = 0, high = 0] = [luminance(rgbOf(color)), luminance(background)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const colorsOf = ({ tones, names }: Theme) => [...Object.values(tones).filter((color) => color !== null), ...names];

describe('colours can be read', () => {
  test.each<readonly [string, Theme, Readonly<Record<string, Rgb>>, number]>([
    ['text on dark backgrounds', THEMES.dark, DARK, 4.5],
    ['text on light backgrounds', THEMES.light, LIGHT, 4.5],
    ['glyphs on backgrounds that are not known', THEMES.middle, { ...DARK, ...LIGHT }, 3],
  ])('%s', (_, theme, backgrounds, least) => {
    const weak = Object.entries(backgrounds).flatMap(([name, background]) =>
      colorsOf(theme)
        .filter((color) => contrast(color, background) < least)
        .map((color) => `${color} on ${name}: ${contrast(color, background).toFixed(2)}`),
    );
    expect(weak).toEqual([]);
  });

  test('on a background that is not known, words are in the terminal’s own colour', () => {
    expect(spanStyleIn({ text: '●', tone: 'good' }, THEMES.middle).color).toBe(THEMES.middle.tones.good);
    expect(spanStyleIn({ text: 'exit 1', tone: 'bad' }, THEMES.middle)).toMatchObject({ color: null, bold: true });
    expect(spanStyleIn({ text: 'done', tone: 'quiet' }, THEMES.middle)).toMatchObject({ color: null, dim: false });
  });

  test('the terminal’s own sixteen are used without blue and bright black', () => {
    expect(colorsOf(THEMES.ansi).filter((color) => [4, 8, 12].includes(color))).toEqual([]);
  });

  test('neighbours among names differ, and none looks like trouble', () => {
    for (const theme of Object.values(THEMES)) {
      expect(new Set(theme.names).size).toBe(theme.names.length);
      expect(theme.names).not.toContain(theme.tones.bad);
    }
  });
});

test.each<readonly [string, Record<string, string>, Theme]>([
  ['asks, where nothing is known', { TERM: 'xterm-256color' }, THEMES.middle],
  ['knows a light one', { TERM: 'xterm-256color', COLORFGBG: '0;15' }, THEMES.light],
  ['knows a dark one', { TERM: 'rxvt', COLORTERM: 'rxvt', COLORFGBG: '15;default;0' }, THEMES.dark],
  ['takes the sixteen where there are no more', { TERM: 'linux' }, THEMES.ansi],
])('auto %s', (_, env, theme) => expect(themeFor('auto', env)).toBe(theme));

test('what the user says counts, and what the terminal answers', () => {
  expect(themeFor('light', { TERM: 'linux' })).toBe(THEMES.light);
  expect([themeOn([1, 0.96, 0.89]), themeOn([0, 0.17, 0.21])]).toEqual([THEMES.light, THEMES.dark]);
});

test('colours of the palette, and the first sixteen by their own codes', () => {
  expect([sgrOf(1), sgrOf(9), sgrOf(203)]).toEqual(['31', '91', '38;5;203']);
  expect(spanStyleIn({ text: 'x', tone: 'quiet' }, null)).toEqual({
    color: null,
    bold: false,
    dim: true,
    inverse: false,
  });
});
