import { expect, onTestFinished, test, vi } from 'vitest';
import { createBurst } from '../../../../src/adapters/watch/burst.ts';

/** A burst whose comparison finds that everything has changed, and `removed` the first time it is looked at. */
function setup({ holdMs = (): number => 0, removed = new Set<string>() } = {}) {
  const compared: (readonly string[])[] = [];
  let report: (paths: readonly string[]) => void;
  const reported = new Promise<readonly string[]>((resolve) => {
    report = resolve;
  });
  const burst = createBurst({
    debounceMs: 1,
    holdMs,
    compare: async (paths) => {
      compared.push(paths);
      return { changed: paths, removed: paths.filter((path) => removed.delete(path)), accept: () => {} };
    },
    changed: (paths) => report(paths),
  });
  return { burst, compared, reported };
}

test('what is touched before it opens is reported after', async () => {
  const { burst, compared, reported } = setup();
  burst.touch('a');
  expect(burst.pending()).toEqual(['a']);
  expect(compared).toEqual([]);
  burst.open();
  expect(await reported).toEqual(['a']);
});

test('nothing is looked at while it is held, nor when the hold comes back soon', async () => {
  const LOCKED = Number.POSITIVE_INFINITY;
  const holds = [LOCKED, LOCKED, 0, LOCKED, 0, 0];
  const { burst, compared, reported } = setup({
    holdMs: () => {
      expect(compared).toEqual([]);
      return holds.shift() ?? 0;
    },
  });
  burst.open();
  burst.touch('a');
  expect(await reported).toEqual(['a']);
  expect(holds).toEqual([]);
});

test('a file that is gone gets a moment to come back, and is then looked at again', async () => {
  const { burst, compared, reported } = setup({ removed: new Set(['a']) });
  burst.open();
  burst.touch('a');
  expect(await reported).toEqual(['a']);
  expect(compared).toEqual([['a'], ['a']]);
});

test('a wait is made once', async () => {
  const holds = [40, 40];
  const { burst, compared, reported } = setup({
    holdMs: () => {
      expect(compared).toEqual([]);
      return holds.shift() ?? 0;
    },
  });
  const sinceMs = performance.now();
  burst.open();
  burst.touch('a');
  await reported;
  expect(holds).toEqual([]);
  expect(performance.now() - sinceMs).toBeGreaterThan(39);
});

test('a pause lets a burst go on, until it is opened again', async () => {
  const { burst, compared, reported } = setup();
  burst.open();
  burst.touch('a');
  burst.pause();
  // One that was touched later and is not paused.
  const other = setup();
  other.burst.open();
  other.burst.touch('a');
  await other.reported;
  expect(compared).toEqual([]);
  burst.touch('b');
  burst.open();
  expect(await reported).toEqual(['a', 'b']);
});

test('a pause that does not end hides nothing for longer than the limit of a burst', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { burst, compared } = setup();
  burst.open();
  burst.touch('a');
  burst.pause();
  vi.advanceTimersByTime(1900);
  expect(compared).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(compared).toEqual([['a']]);
});
