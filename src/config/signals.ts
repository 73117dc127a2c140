import type { SignalName } from '../core/service.ts';
import { nearest } from '../core/suggest.ts';
import { system } from '../system.ts';

/**
 * Linux's signals in the order of their numbers, from 1. The numbers mean these signals on every system, so that a
 * config means the same everywhere.
 */
const SIGNALS = (
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG ' +
  'XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'
).split(' ');

/** The signals that other systems lack. */
const LACKED: Partial<Record<NodeJS.Platform, { readonly system: string; readonly signals: readonly string[] }>> = {
  darwin: { system: 'macOS', signals: ['SIGSTKFLT', 'SIGPWR'] },
};

/** Why a signal cannot be sent on this system, for the user; null if it can. */
export function whyLacked(signal: SignalName): string | null {
  const lacked = LACKED[system().platform];
  return lacked?.signals.includes(signal) ? `${lacked.system} has no ${signal}` : null;
}

/** Parses a signal: a name in any case, with or without `SIG`, or a number. Null for anything else. */
export function parseSignal(value: string | number): SignalName | null {
  const word = String(value).trim().toUpperCase();
  const name = /^\d+$/.test(word) ? SIGNALS[Number(word) - 1] : word.replace(/^SIG/, '');
  return name !== undefined && SIGNALS.includes(name) ? `SIG${name}` : null;
}

/** The signal nearest to a misspelled one. */
export function nearestSignal(value: string): string | null {
  const full = SIGNALS.map((name) => `SIG${name}` as SignalName).filter((name) => whyLacked(name) === null);
  const word = value.trim().toUpperCase();
  return nearest(word.startsWith('SIG') ? word : `SIG${word}`, full);
}
