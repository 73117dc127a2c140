import type { SignalName } from '../../core/service.ts';

/** All signals of this system, as name → number. Not imported: most starts need none. */
const signals = () => process.getBuiltinModule('node:os').constants.signals;

/** By this, a leader hears from its supervisor that it is alone in its group. Nobody else gets it, and it ends nobody. */
export const ALONE = 'SIGURG';

/** The name of a signal; undefined when this system has none of that number. */
export function signalName(number: number): SignalName | undefined {
  return Object.entries(signals()).find(([, value]) => value === number)?.[0] as SignalName | undefined;
}

/** How a process ended, from what a shell says of it: 128+n for signal n, which an exit status like it is taken for. */
export function exitOf(status: number): { code: number | null; signal: SignalName | null } {
  const signal = status > 128 ? signalName(status - 128) : undefined;
  return signal === undefined ? { code: status, signal: null } : { code: null, signal };
}

/** Numbers of all signals that would end a process that does not mind them. */
export function endingSignals(): number[] {
  const harmless = new Set(HARMLESS);
  const numbers = Object.entries(signals()).flatMap(([name, number]) => (harmless.has(name) ? [] : [number]));
  return [...new Set(numbers)];
}

/** They stop, continue or inform; the first two cannot be caught. */
const HARMLESS = [
  'SIGKILL',
  'SIGSTOP',
  'SIGCONT',
  'SIGCHLD',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGURG',
  'SIGWINCH',
  'SIGINFO',
];
