import type { Output } from '../../../src/tui/term/compositor.ts';

/** A terminal that takes everything, or is behind when it is told to be. */
export function createFakeOutput() {
  const drained: (() => void)[] = [];
  const writes: string[] = [];
  let isBehind = false;
  const output: Output = {
    write(text) {
      writes.push(text);
      return !isBehind;
    },
    onDrain: (callback) => void drained.push(callback),
  };
  return {
    output,
    /** What was written since the last look, a string a write. */
    take: () => writes.splice(0),
    fallBehind() {
      isBehind = true;
    },
    drain() {
      isBehind = false;
      for (const callback of drained) callback();
    },
  };
}
