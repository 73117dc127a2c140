import type { OptionValues } from './options.ts';

/** Whether `zdev up` shows the screen: on a terminal, unless something says that the plain stream is wanted. */
export function screenWanted(caller: {
  readonly values: OptionValues;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether stdin and stdout are terminals. */
  readonly stdin: boolean;
  readonly stdout: boolean;
}): boolean {
  const { values, env } = caller;
  if (!caller.stdin || !caller.stdout) return false;
  if (values['no-tui'] || values['detach'] || values['wait']) return false;
  if (['0', 'plain'].includes(env['ZDEV_TUI'] ?? '')) return false;
  return env['TERM'] !== 'dumb' && !isOn(env['CI']);
}

function isOn(setting: string | undefined): boolean {
  return !['', '0', 'false'].includes(setting ?? '');
}
