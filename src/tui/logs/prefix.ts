import { preciseClockText } from '../../present/time.ts';
import { textWidth, truncate } from '../../text/width.ts';
import { type Model, showsMany } from '../model/model.ts';
import type { ServiceEntry } from '../model/service-entry.ts';
import { sgrOf, type Theme } from '../model/theme.ts';
import type { Line } from './line.ts';

const MAX_NAME = 14;
const TIME_WIDTH = 13;

/** What comes before each line: the name, if several services are shown, and the time, if wanted. */
export function prefixOf(line: Line, model: Model): string {
  const name = showsMany(model) ? namePart(line.service, model) : '';
  const time = model.timestamps ? `${quiet(model, preciseClockText(line.atMs))} ` : '';
  return name + time;
}

/** The width of the prefix in columns. */
export function prefixWidth(model: Model): number {
  return (showsMany(model) ? nameWidth(model) + 3 : 0) + (model.timestamps ? TIME_WIDTH : 0);
}

/** A less important text, in the colours of the screen. */
export function quiet({ color, theme }: Pick<Model, 'color' | 'theme'>, text: string): string {
  if (!color) return `\x1b[2m${text}\x1b[22m`;
  const tone = theme.tones.quiet;
  if (tone !== null && !theme.glyphsOnly) return `\x1b[${sgrOf(tone)}m${text}\x1b[39m`;
  return theme.glyphsOnly ? text : `\x1b[2m${text}\x1b[22m`;
}

interface Names {
  /** Width of the longest name in columns. */
  readonly widest: number;
  /** The position of each name: neighbours have different colours. */
  readonly places: ReadonlyMap<string, number>;
}

const known = new WeakMap<readonly ServiceEntry[], Names>();

/** The drawn names, and what they depend on. */
interface Parts extends Pick<Model, 'entries' | 'columns' | 'ascii' | 'color' | 'theme'> {
  readonly texts: Map<string, string>;
}

let parts: Parts | null = null;

/** Each row has a name, and there are few names. */
function knownParts({ entries, columns, ascii, color, theme }: Model): Parts['texts'] {
  const isSame =
    parts?.entries === entries &&
    parts.columns === columns &&
    parts.ascii === ascii &&
    parts.color === color &&
    parts.theme === theme;
  if (!isSame) parts = { entries, columns, ascii, color, theme, texts: new Map() };
  return parts!.texts;
}

function namesOf({ entries }: Model): Names {
  let names = known.get(entries);
  if (!names) {
    const all = entries.map(({ row }) => row.name);
    names = { widest: Math.max(...all.map(textWidth), 4), places: new Map(all.map((name, i) => [name, i])) };
    known.set(entries, names);
  }
  return names;
}

/** At most a quarter of the screen. */
function nameWidth(model: Model): number {
  const most = Math.min(MAX_NAME, Math.max(Math.floor(model.columns / 4), 1));
  return Math.min(namesOf(model).widest, most);
}

/** If words may not be coloured, the bar after the name is. */
function namePart(name: string, model: Model): string {
  const texts = knownParts(model);
  const text = texts.get(name) ?? drawnName(name, model);
  texts.set(name, text);
  return text;
}

function drawnName(name: string, model: Model): string {
  const width = nameWidth(model);
  const text = truncate(name, width, model.ascii ? '~' : '…');
  const padded = text + ' '.repeat(width - textWidth(text));
  const bar = model.ascii ? '|' : '│';
  const color = model.color ? colorOf(name, model) : null;
  if (color === null) return `${padded} ${quiet(model, bar)} `;
  const on = `\x1b[${color}m`;
  if (model.theme.glyphsOnly) return `${padded} ${on}${bar}\x1b[39m `;
  return `${on}${padded} ${bar}\x1b[39m `;
}

/** Null for lines of no service. */
function colorOf(name: string, model: Model): string | null {
  const place = namesOf(model).places.get(name);
  if (place === undefined) return null;
  const { names }: Pick<Theme, 'names'> = model.theme;
  return sgrOf(names[place % names.length] as number);
}
