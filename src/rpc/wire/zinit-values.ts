import { constants } from 'node:os';
import type { Phase, Service } from '../../core/state.ts';

/** zinit's signs for its states, in text for people. */
export const SYMBOLS: Readonly<Record<Phase['is'], string>> = {
  inactive: '[-]',
  blocked: '[?]',
  starting: '[>]',
  running: '[+]',
  stopping: '[!]',
  exited: '[.]',
  failed: '[X]',
};

/** The number of a signal on this system; 0 if it has none. */
export function signalNumber(name: string): number {
  return (constants.signals as Readonly<Record<string, number>>)[name] ?? 0;
}

/** The process to show for a service; 0 for none, as in zinit. */
export function pidOf({ phase, live }: Pick<Service, 'phase' | 'live'>): number {
  const has = phase.is === 'starting' || phase.is === 'running' || phase.is === 'stopping';
  return has ? (live?.pid ?? 0) : 0;
}
