import { afterAll, vi } from 'vitest';

/** After each file: the next one in the same process has the clock, the globals and the environment of a new one. */
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});
