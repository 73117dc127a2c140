import { afterAll, vi } from 'vitest';

const NAMES = [
  ...['Date', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
  ...['setImmediate', 'clearImmediate', 'queueMicrotask'],
];
const here = globalThis as typeof globalThis & Record<string, unknown> & { realClock?: () => void };
/** Made before any file ran in this process. */
here.realClock ??= (() => {
  const { hrtime } = process;
  const real = NAMES.map((name) => [name, here[name]] as const);
  return () => {
    process.hrtime = hrtime;
    for (const [name, value] of real) if (here[name] !== value) here[name] = value;
  };
})();
/** Puts the clock and the timers of the process back, whatever has been put on them. */
export const { realClock } = here;

// Vitest takes the spies of a file off after its last hook. A spy on a fake clock then puts that clock on again: it stands
// still, and whoever waits in a loop for a time in the next file waits for ever. So this comes before each file.
realClock();

/** After each file: the next one in the same process has the clock, the globals and the environment of a new one. */
afterAll(() => {
  vi.useRealTimers();
  realClock();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});
