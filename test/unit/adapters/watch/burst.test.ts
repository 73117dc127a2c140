import { expect, test } from 'vitest';
import { createBurst } from '../../../../src/adapters/watch/burst.ts';

/** A burst whose comparison finds that everything has changed, and `removed` the first time it is looked at. */
function setup({ held = (): boolean => false, removed = new Set<string>() } = {}) {
  const compared: (readonly string[])[] = [];
  let report: (paths: readonly string[]) => void;
  const reported = new Promise<readonly string[]>((resolve) => {
    report = resolve;
  });
  const burst = createBurst({
    debounceMs: 1,
    held,
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
  const holds = [true, true, false, true, false, false];
  const { burst, compared, reported } = setup({
    held: () => {
      expect(compared).toEqual([]);
      return holds.shift() ?? false;
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
