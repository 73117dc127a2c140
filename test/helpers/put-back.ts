import { afterAll, vi } from 'vitest';

const here = globalThis as typeof globalThis & { realClock?: typeof process.hrtime };
/** As it was before any file ran in this process: fake timers that were put on twice take off only one. */
here.realClock ??= process.hrtime;

/** After each file: the next one in the same process has the clock, the globals and the environment of a new one. */
afterAll(() => {
  vi.useRealTimers();
  if (here.realClock) process.hrtime = here.realClock;
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});
