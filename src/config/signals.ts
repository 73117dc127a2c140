import type { SignalName } from '../core/service.ts';
import { nearest } from '../core/suggest.ts';
import { system } from '../system.ts';

/** Linux's signals in the order of their numbers, from 1. Numbers mean these on every system, so that a config means the same. */
const SIGNALS = (
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG ' +
  'XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'
).split(' ');

/** What other systems lack of these. */
const LACKED: Partial<Record<NodeJS.Platform, { readonly system: string; readonly signals: readonly string[] }>> = {
  darwin: { system: 'macOS', signals: ['SIGSTKFLT', 'SIGPWR'] },
};

/** Why a signal cannot be sent on this system, for the user; null when it can. */
export function whyLacked(signal: SignalName): string | null {
  const lacked = LACKED[system().platform];
  return lacked?.signals.includes(signal) ? `${lacked.system} has no ${signal}` : null;
}

/** The signal that a user means: a name in any case, with or without `SIG`, or a number. Null for none. */
export function parseSignal(value: string | number): SignalName | null {
  const word = String(value).trim().toUpperCase();
  const name = /^\d+$/.test(word) ? SIGNALS[Number(word) - 1] : word.replace(/^SIG/, '');
  return name !== undefined && SIGNALS.includes(name) ? `SIG${name}` : null;
}

/** The signal that a misspelled one is nearest to. */
export function nearestSignal(value: string): string | null {
  const full = SIGNALS.map((name) => `SIG${name}` as SignalName).filter((name) => whyLacked(name) === null);
  const word = value.trim().toUpperCase();
  return nearest(word.startsWith('SIG') ? word : `SIG${word}`, full);
}
