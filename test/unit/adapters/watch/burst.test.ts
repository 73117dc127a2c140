import { expect, onTestFinished, test, vi } from 'vitest';
import { createBurst } from '../../../../src/adapters/watch/burst.ts';
import { PATIENTLY } from '../../../helpers/wait.ts';

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
      const gone = paths.filter((path) => removed.delete(path));
      return { changed: paths, removed: gone, short: [], areStill: () => true, accept: () => {} };
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

/** A burst of real time whose files hold what `contents` says, and that is announced when it begins. */
function announced({ acts = true, debounceMs = 20 } = {}) {
  const log: string[] = [];
  const known = new Map<string, string>();
  const contents = new Map<string, string>();
  const burst = createBurst({
    debounceMs,
    holdMs: () => 0,
    compare: async (paths) => {
      const seen = new Map(paths.map((path) => [path, contents.get(path) ?? '']));
      const changed = paths.filter((path) => seen.get(path) !== (known.get(path) ?? ''));
      return {
        changed,
        removed: [],
        short: changed.filter((path) => seen.get(path) === ''),
        areStill: () => changed.every((path) => contents.get(path) === seen.get(path) && seen.get(path) !== ''),
        accept: () => {
          for (const [path, text] of seen) known.set(path, text);
          if (seen.size > 0) log.push(`accepted ${[...seen.values()].join()}`);
        },
      };
    },
    begins: (paths) => {
      log.push(`begins ${paths.join()}`);
      return acts;
    },
    changed: (paths) => void log.push(`changed ${paths.join()}`),
  });
  burst.open();
  const write = (path: string, text: string) => {
    contents.set(path, text);
    burst.touch(path);
  };
  return { burst, log, write, forget: (path: string, text: string) => void known.set(path, text) };
}

test('the first change is told at once, and the burst not reported where something is done about it', async () => {
  const { burst, log, write } = announced();
  write('a', '1');
  write('b', '1');
  await vi.waitFor(() => expect(log).toContain('begins a'), PATIENTLY);
  await burst.settled();
  expect(log).toEqual(['begins a', 'accepted 1,1']);
  expect(burst.settled()).toBe(null);
});

test('it is reported where nothing is done about the first change', async () => {
  const { log, write } = announced({ acts: false });
  write('a', '1');
  await vi.waitFor(() => expect(log).toEqual(['begins a', 'accepted 1', 'changed a']), PATIENTLY);
});

test('a file that is empty, as one is that is being written, begins no burst, and is waited for', async () => {
  const { burst, log, write, forget } = announced();
  forget('a', 'old');
  write('a', '');
  const settled = burst.settled();
  await new Promise((resolve) => setImmediate(resolve));
  expect(log).toEqual([]);
  write('a', 'new');
  await settled;
  expect(log).toEqual(['accepted new']);
});

test('what changes after a run has asked for the files, and before it gets them, is told to nobody', async () => {
  const { burst, log, write } = announced({ debounceMs: 300 });
  write('a', '1');
  await vi.waitFor(() => expect(log).toEqual(['begins a']), { ...PATIENTLY, interval: 1 });
  const settled = burst.settled();
  write('a', '2');
  write('b', '1');
  await settled;
  expect(log).toEqual(['begins a', 'accepted 2,1']);
  write('a', '3');
  await vi.waitFor(() => expect(log).toContain('begins a'), PATIENTLY);
});

test('a run that asks long after a change waits for as long as a burst may pause', async () => {
  const { burst, log, write } = announced({ debounceMs: 40 });
  write('a', '1');
  await vi.waitFor(() => expect(log).toContain('accepted 1'), PATIENTLY);
  const settled = burst.settled();
  write('a', '2');
  await settled;
  expect(log).toEqual(['begins a', 'accepted 1', 'accepted 2']);
});

test('nobody waits for a watch that is closed', async () => {
  const { burst, log, write } = announced({ debounceMs: 60_000 });
  write('a', '1');
  await vi.waitFor(() => expect(log).toEqual(['begins a']), PATIENTLY);
  const settled = burst.settled();
  burst.close();
  await settled;
});
