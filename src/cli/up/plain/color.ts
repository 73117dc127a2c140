/**
 * Whether to use colours. FORCE_COLOR (anything but `0` and `false`) takes precedence over NO_COLOR (anything but
 * empty), and NO_COLOR over the terminal. With TERM=dumb, the terminal has no colours.
 */
export function useColor({
  env,
  isTTY,
}: {
  env: Readonly<Record<string, string | undefined>>;
  isTTY: boolean;
}): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (env['NO_COLOR']) return false;
  return isTTY && env['TERM'] !== 'dumb';
}

/** foreman's colours, in foreman's order: cyan, yellow, green, magenta, red, blue, then bright. */
const CYCLE = [36, 33, 32, 35, 31, 34, 96, 93, 92, 95, 91, 94];

export const RESET = '\x1b[0m';

/** The colour of the `index`th service. */
export function serviceColor(index: number): string {
  return `\x1b[${CYCLE[index % CYCLE.length]}m`;
}

/** zdev's own rows are bold, which is visible on light and dark backgrounds. */
export const OWN_COLOR = '\x1b[1m';
