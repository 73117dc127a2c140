import { hasOpenStdin, type ProcessSpec } from '../../core/service.ts';

/** Who gets a terminal by `tty = "auto"`: everyone, on a terminal; without one, services; nobody. */
export type AutoTty = 'all' | 'services' | 'none';

/**
 * Whether a run gets a pty. What is to end itself gets none where nobody looks: it would wait in its pager for ever. In a
 * container there would be none behind it.
 */
export function wantsTerminal(
  { tty, kind, container, socket }: Pick<ProcessSpec, 'tty' | 'kind' | 'container' | 'socket'>,
  auto: AutoTty,
): boolean {
  // What opens a terminal passes on no other descriptors.
  if (socket !== undefined) return false;
  if (tty !== 'auto') return tty;
  if (container !== undefined) return false;
  return auto === 'all' || (auto === 'services' && kind === 'service');
}

/** How many named pipes it takes to start these. A terminal that outlives zdev is two of them, another one none. */
export function pipesFor(
  specs: readonly ProcessSpec[],
  { tty, outlivesSupervisor }: { tty: AutoTty; outlivesSupervisor: boolean },
): number {
  const pipesOf = (spec: ProcessSpec) => {
    if (wantsTerminal(spec, tty)) return outlivesSupervisor ? 2 : 0;
    return hasOpenStdin(spec) ? 2 : 1;
  };
  return specs.reduce((sum, spec) => sum + pipesOf(spec), 0);
}
