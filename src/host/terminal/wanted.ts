import { hasOpenStdin, type ProcessSpec } from '../../core/service.ts';

/**
 * Which services get a terminal by `tty = "auto"`: with a terminal, all of them; without one, services only, or none.
 */
export type AutoTty = 'all' | 'services' | 'none';

/**
 * Whether a run gets a pty. A oneshot gets none if nobody is watching: it could wait in its pager for ever. A container
 * gets none, because it would not reach the program inside.
 */
export function wantsTerminal(
  { tty, kind, container, socket }: Pick<ProcessSpec, 'tty' | 'kind' | 'container' | 'socket'>,
  auto: AutoTty,
): boolean {
  // A program that opens a terminal for a service passes on no other descriptors.
  if (socket !== undefined) return false;
  if (tty !== 'auto') return tty;
  if (container !== undefined) return false;
  return auto === 'all' || (auto === 'services' && kind === 'service');
}

/**
 * The number of named pipes that these services need. A terminal that outlives zdev needs two; any other terminal needs
 * none.
 */
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
