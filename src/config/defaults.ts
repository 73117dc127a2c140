import type { WatchSpec } from '../core/service.ts';

export const DEFAULT_WATCH: Omit<WatchSpec, 'paths' | 'ignore'> = {
  debounceMs: 8,
  action: 'restart',
  signal: 'SIGHUP',
};

/** zinit's times go up to 2^64. Node's timers only go up to this value, about 24 days, and fire at once beyond it. */
export const capMs = (ms: number) => Math.min(ms, 2_147_483_647);
