import type { OptionValues } from '../args/options.ts';

/** Whether `zdev up` shows the screen: it does on a terminal, unless something requests the plain stream. */
export function screenWanted(io: {
  readonly values: OptionValues;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a descriptor is a terminal. */
  readonly isTerminal: (fd: number) => boolean;
}): boolean {
  const { values, env, isTerminal } = io;
  if (values['no-tui'] || values['detach'] || values['wait']) return false;
  if (['0', 'plain'].includes(env['ZDEV_TUI'] ?? '')) return false;
  if (isOn(env['OVERMIND_DAEMONIZE']) || env['TERM'] === 'dumb' || isOn(env['CI'])) return false;
  return isTerminal(0) && isTerminal(1);
}

/** Whether a setting of the environment is on: `CI=false` is not. */
export function isOn(setting: string | undefined): boolean {
  return !['', '0', 'false'].includes(setting ?? '');
}
