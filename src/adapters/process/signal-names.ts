import type { SignalName } from '../../core/service.ts';

/** All signals of this system, from name to number. Not imported, because most starts need none. */
const signals = () => process.getBuiltinModule('node:os').constants.signals;

/**
 * The supervisor sends this signal to a leader that is alone in its group. Nothing else gets it, and it ends no
 * process.
 */
export const ALONE = 'SIGURG';

/** The name of a signal; undefined if this system has no signal with that number. */
export function signalName(number: number): SignalName | undefined {
  return Object.entries(signals()).find(([, value]) => value === number)?.[0] as SignalName | undefined;
}

/**
 * How a process ended, from the status of a shell: 128+n means signal n. An exit status of that value looks the same.
 */
export function exitOf(status: number): { code: number | null; signal: SignalName | null } {
  const signal = status > 128 ? signalName(status - 128) : undefined;
  return signal === undefined ? { code: status, signal: null } : { code: null, signal };
}

/** The numbers of all signals that end a process by default. */
export function endingSignals(): number[] {
  const harmless = new Set(HARMLESS);
  const numbers = Object.entries(signals()).flatMap(([name, number]) => (harmless.has(name) ? [] : [number]));
  return [...new Set(numbers)];
}

/** These signals stop, continue or inform. The first two cannot be caught. */
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
