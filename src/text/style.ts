/**
 * A style is the parameters of the one SGR sequence that sets it from nothing, in a fixed order: `1;31` is bold and
 * red, the empty string is no style. So styles compare as strings, and never grow.
 */
export type Style = string;

export const NO_STYLE: Style = '';

/** Returns the style after an SGR sequence with these parameters. */
export type Restyle = (style: Style, parameters: string) => Style;

export const restyle: Restyle = remembering((style, parameters) => reduce(style, parameters, SLOTS));

/** The same without colours: keeps only the other styles. */
export const restyleColorless: Restyle = remembering((style, parameters) =>
  reduce(style, parameters, ['bold', 'dim', 'underline', 'reverse']),
);

/** The style of a mark: the reverse of its surroundings. */
export function reversed(style: Style): Style {
  return restyle(style, `;${style};`.includes(';7;') ? '27' : '7');
}

/** The style at the end of a text that begins in another style. */
export function styleAfter(text: string, style: Style = NO_STYLE): Style {
  let after = style;
  for (const [, parameters = ''] of text.matchAll(/\x1b\[([0-9;:]*)m/g)) after = restyle(after, parameters);
  return after;
}

/** The sequence that sets a style from nothing; empty for no style. */
export function opening(style: Style): string {
  return style === NO_STYLE ? '' : `\x1b[${style}m`;
}

/** The sequence that changes one style to another. */
export function transition(from: Style, to: Style): string {
  if (to === NO_STYLE) return '\x1b[0m';
  return from === NO_STYLE ? `\x1b[${to}m` : `\x1b[0;${to}m`;
}

/** A program uses a few styles again and again. */
const MAX_REMEMBERED = 1_000;

function remembering(find: Restyle): Restyle {
  const found = new Map<string, Style>();
  return (style, parameters) => {
    const key = `${style}m${parameters}`;
    let next = found.get(key);
    if (next === undefined) {
      next = find(style, parameters);
      if (found.size >= MAX_REMEMBERED) found.clear();
      found.set(key, next);
    }
    return next;
  };
}

function reduce(style: Style, parameters: string, wanted: readonly string[]): Style {
  const set = new Map<string, string>();
  const fields = (style === NO_STYLE ? parameters : `${style};${parameters}`).split(';');
  for (let at = 0; at < fields.length; at++) {
    let field = fields[at]!;
    const code = Number.parseInt(field || '0', 10);
    if (code === 0) set.clear();
    if (LONG.has(code) && !field.includes(':')) {
      const length = fields[at + 1] === '5' ? 3 : 5; // 38;5;N or 38;2;R;G;B
      if (at + length > fields.length) break;
      field = fields.slice(at, at + length).join(';');
      at += length - 1;
    }
    for (const slot of OFF.get(code) ?? []) set.delete(slot);
    const slot = ON.get(code);
    if (slot !== undefined) set.set(slot, field);
    if (field === '4:0') set.delete('underline');
  }
  return wanted.flatMap((slot) => set.get(slot) ?? []).join(';');
}

/**
 * Codes of an aspect of the style, of which only one is active at a time. Not 8 (conceal), because logs must be
 * visible.
 */
const ASPECTS: Readonly<Record<string, { readonly on: readonly number[]; readonly off: number }>> = {
  bold: { on: [1], off: 22 },
  dim: { on: [2], off: 22 },
  italic: { on: [3], off: 23 },
  underline: { on: [4, 21], off: 24 },
  blink: { on: [5, 6], off: 25 },
  reverse: { on: [7], off: 27 },
  struck: { on: [9], off: 29 },
  foreground: { on: [...range(30, 38), ...range(90, 97)], off: 39 },
  background: { on: [...range(40, 48), ...range(100, 107)], off: 49 },
  overline: { on: [53], off: 55 },
  'underline colour': { on: [58], off: 59 },
};

/** Codes with a colour after them: a number of the palette, or red, green and blue. */
const LONG = new Set([38, 48, 58]);
const SLOTS = Object.keys(ASPECTS);
const ON = new Map(SLOTS.flatMap((slot) => ASPECTS[slot]!.on.map((code) => [code, slot])));
const OFF = new Map(
  SLOTS.map((slot) => [ASPECTS[slot]!.off, SLOTS.filter((other) => ASPECTS[other]!.off === ASPECTS[slot]!.off)]),
);

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
