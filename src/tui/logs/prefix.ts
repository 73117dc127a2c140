import { preciseClockText } from '../../present/time.ts';
import { textWidth, truncate } from '../../text/width.ts';
import { type Model, showsMany } from '../model/model.ts';
import type { Color } from '../model/span.ts';
import type { Line } from './line.ts';

const MAX_NAME = 14;
const TIME_WIDTH = 13;

/** What stands in front of each line: among all, the name of the service; where wanted, the time. */
export function prefixOf(line: Line, model: Model): string {
  const name = showsMany(model) ? namePart(line.service, model) : '';
  const time = model.timestamps ? `\x1b[2m${preciseClockText(line.atMs)}\x1b[22m ` : '';
  return name + time;
}

/** How many columns that takes. */
export function prefixWidth(model: Model): number {
  return (showsMany(model) ? nameWidth(model) + 3 : 0) + (model.timestamps ? TIME_WIDTH : 0);
}

/** At most a quarter of the screen. */
function nameWidth({ entries, columns }: Model): number {
  const most = Math.min(MAX_NAME, Math.max(Math.floor(columns / 4), 1));
  return Math.min(Math.max(...entries.map(({ row }) => textWidth(row.name)), 4), most);
}

function namePart(name: string, model: Model): string {
  const width = nameWidth(model);
  const text = truncate(name, width, model.ascii ? '~' : '…');
  const padded = text + ' '.repeat(width - textWidth(text));
  const [on, off] = model.color ? [`\x1b[${CODES[colorOf(name, model)]}m`, '\x1b[39m'] : ['', ''];
  return `${on}${padded}${off} \x1b[2m${model.ascii ? '|' : '│'}\x1b[22m `;
}

const CODES: Readonly<Partial<Record<Color, number>>> = {
  cyan: 36,
  magenta: 35,
  blue: 34,
  green: 32,
  yellow: 33,
  cyanBright: 96,
  magentaBright: 95,
  blueBright: 94,
  yellowBright: 93,
  greenBright: 92,
};
const COLORS = Object.keys(CODES) as Color[];

/** The colour of a name, by its place: neighbours differ. Never red, which means trouble. */
function colorOf(name: string, { entries }: Model): Color {
  const at = entries.findIndex(({ row }) => row.name === name);
  return COLORS[Math.max(at, 0) % COLORS.length] as Color;
}
