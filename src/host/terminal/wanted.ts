import type { ProcessSpec } from '../../core/service.ts';

/** Who gets a terminal by `tty = "auto"`: everyone, on a terminal; without one, services; nobody. */
export type AutoTty = 'all' | 'services' | 'none';

/**
 * Whether a run gets a pty. What is to end itself gets none where nobody looks: it would wait in its pager for ever. In a
 * container there would be none behind it.
 */
export function wantsTerminal(
  { tty, kind, container }: Pick<ProcessSpec, 'tty' | 'kind' | 'container'>,
  auto: AutoTty,
): boolean {
  if (tty !== 'auto') return tty;
  if (container !== undefined) return false;
  return auto === 'all' || (auto === 'services' && kind === 'service');
}
