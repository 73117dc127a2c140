import { OWN_COLOR, RESET, serviceColor } from './color.ts';

/** The name on zdev's own messages. */
export const OWN_NAME = 'zdev';

/** The narrowest name column of foreman. */
const MIN_WIDTH = 6;

/** Makes the beginnings of rows: `HH:MM:SS NAME | `. */
export interface Prefixes {
  /** Increases whenever earlier prefixes are out of date. */
  readonly version: number;
  /** Sets the time for the next prefixes. Cheap within the same second. */
  setTime(now: Date): void;
  of(name: string): string;
  /** The name for use in a message, in the colour of its rows. */
  mention(name: string): string;
}

/** Colour, padding and time are the same for all rows, so the decisions for the whole stream are here. */
export function createPrefixes(options: { names: readonly string[]; color: boolean; timestamps: boolean }): Prefixes {
  const colors = new Map<string, string>([[OWN_NAME, OWN_COLOR]]);
  let width = MIN_WIDTH;
  let version = 0;
  let second = Number.NaN;
  let time = '';
  for (const name of options.names) add(name);

  return {
    get version() {
      return version;
    },
    setTime(now) {
      if (!options.timestamps) return;
      const nowSecond = Math.floor(now.getTime() / 1000);
      if (nowSecond === second) return;
      second = nowSecond;
      time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())} `;
      version++;
    },
    of(name) {
      const color = add(name);
      const text = `${time}${name.padEnd(width)} | `;
      return options.color ? color + text + RESET : text;
    },
    mention: (name) => (options.color ? add(name) + name + RESET : name),
  };

  /** A name that appears later (after a reload) gets the next colour, and widens the column if necessary. */
  function add(name: string): string {
    let color = colors.get(name);
    if (color === undefined) {
      color = serviceColor(colors.size - 1);
      colors.set(name, color);
      if (name.length > width) {
        width = name.length;
        version++;
      }
    }
    return color;
  }
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
