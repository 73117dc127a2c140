import { describe, expect, test, vi } from 'vitest';
import { showOldest } from '../../../src/tui/actions/logs.ts';
import type { LogHistory } from '../../../src/tui/log-history.ts';
import type { Line } from '../../../src/tui/logs/line.ts';
import { createLogs } from '../../../src/tui/logs/logs.ts';
import type { Model } from '../../../src/tui/model/model.ts';
import { createOlderLines } from '../../../src/tui/older-lines.ts';
import { contextOf, modelOf, NOON_MS, row, sought, textsIn } from './rows.ts';

type Older = LogHistory['older'];

const line = (service: string, text: string, second: number): Line => ({
  service,
  run: 3,
  at: second,
  atMs: NOON_MS + second * 1000,
  text,
  kind: 'output',
});

/** Log files with these lines, of which as many are given as are asked for. */
function filesWith(lines: readonly Line[]): Older {
  return async ({ service, before, lines: count }) =>
    lines.filter((one) => one.service === service && (before === null || one.at < before.at)).slice(-count);
}

/** The log pane of two services, with these log files. */
function paneOf(older: Older, more: Partial<Model> = {}) {
  const logs = createLogs();
  let model = modelOf([row('api'), row('web')], more);
  const context = () => contextOf(model, { logs });
  const set = (change: Partial<Model>) => {
    model = { ...model, ...change };
  };
  const lines = createOlderLines({
    logs,
    history: { older, file: async () => null },
    model: () => model,
    set,
    hits: () => context().hits(model),
    show: (number) => set({ hit: number }),
    showOldest: () => set(showOldest(context())),
  });
  const print = (service: string, text: string, second: number) =>
    logs.write(service, { run: 3, at: second, atMs: NOON_MS + second * 1000, data: Buffer.from(`${text}\n`) });
  return { ...lines, logs, set, print, model: () => model };
}

describe('of one service', () => {
  test('older lines are put before the first in memory, and asked for from that on', async () => {
    const older = vi.fn(filesWith([line('api', 'older', 0)]));
    const pane = paneOf(older);
    pane.logs.note('api', 'ready', NOON_MS);
    pane.print('api', 'newer', 6);
    await pane.read(false);
    expect(pane.model().message?.text).toBe('1 older line from the log files');
    const before = { run: 3, at: 6, atMs: NOON_MS + 6000 };
    expect(older.mock.calls[0]).toEqual([{ service: 'api', before, lines: 2000 }]);
    expect(textsIn(pane.logs.of('api'))).toEqual(['older', 'ready', 'newer']);
  });

  test('where nothing is in memory, they are the last there are', async () => {
    const older = vi.fn(async () => []);
    const pane = paneOf(older);
    await pane.read(false);
    expect(pane.model().message?.text).toBe('this is the oldest kept line of api');
    expect(older).toHaveBeenCalledWith({ service: 'api', before: null, lines: 2000 });
  });

  test('they are asked for once at a time, and again after a failure', async () => {
    let fails = (_: Error) => {};
    const older = vi.fn(
      () =>
        new Promise<never>((_, reject) => {
          fails = reject;
        }),
    );
    const pane = paneOf(older);
    const first = pane.read(false);
    await pane.read(false);
    expect(older).toHaveBeenCalledTimes(1);
    fails(new Error('EACCES'));
    await expect(first).rejects.toThrow('EACCES');
    void pane.read(false);
    expect(older).toHaveBeenCalledTimes(2);
  });
});

describe('of all services', () => {
  const FILES = [
    line('api', 'api 0', 0),
    line('web', 'web 1', 1),
    line('api', 'api 2', 2),
    line('api', 'api 3', 3),
    line('web', 'web 4', 4),
    line('api', 'api 5', 5),
  ];

  test('older lines come in the order in which they were printed, each once', async () => {
    const pane = paneOf(filesWith(FILES), { selected: null });
    pane.print('api', 'api 5', 5);
    await pane.read(false);
    const all = ['api 0', 'web 1', 'api 2', 'api 3', 'web 4', 'api 5'];
    expect(textsIn(pane.logs.all)).toEqual(all);
    await pane.read(true);
    expect(pane.model().message?.text).toBe('this is the oldest kept line of all services');
    expect(textsIn(pane.logs.all)).toEqual(all);
  });

  test('for a service with nothing in memory, new output is left to the normal way', async () => {
    const pane = paneOf(filesWith([...FILES, line('web', 'on its way', 6)]), { selected: null });
    pane.print('api', 'api 5', 5);
    await pane.read(false);
    expect(textsIn(pane.logs.all)).not.toContain('on its way');
  });

  test('page by page every line comes once', async () => {
    const many = Array.from({ length: 9000 }, (_, i) => line(i % 7 === 0 ? 'web' : 'api', `line ${i}`, i));
    const pane = paneOf(filesWith(many), { selected: null });
    pane.print('api', 'line 9000', 9000);
    for (let i = 0; i < 5; i++) await pane.read(false);
    expect(textsIn(pane.logs.all)).toEqual(Array.from({ length: 9001 }, (_, i) => `line ${i}`));
  });

  test('the oldest is shown to who asked for it, and looks at the same log still', async () => {
    const stopped = { follow: false, top: 0, row: 0, seen: 1 } as const;
    const pane = paneOf(filesWith(FILES), { selected: null, viewports: new Map([['*', stopped]]) });
    pane.print('api', 'api 5', 5);
    await pane.read(true);
    expect(pane.model().viewports.get('*')).toMatchObject({ top: pane.logs.all.first });
  });
});

describe('a search', () => {
  const FILES = [line('api', 'lost', 0), line('web', 'lost too', 1), line('api', 'here', 5)];
  const search = { search: sought('lost') };

  test.each([
    { selected: null, muted: [], finds: 'lost too' },
    { selected: 'api', muted: [], finds: 'lost' },
    { selected: null, muted: ['web'], finds: 'lost' },
  ])('goes to the newest match in the files that is shown: %o', async ({ selected, muted, finds }) => {
    const pane = paneOf(filesWith(FILES), { ...search, selected, muted: new Set(muted) });
    pane.print('api', 'here', 5);
    await pane.find(false);
    const log = selected === null ? pane.logs.all : pane.logs.of(selected);
    expect(log.at(pane.model().hit ?? Number.NaN)?.text).toBe(finds);
    expect(pane.model().message).toBeNull();
  });

  test('says that nothing matches, or continues at the newest line', async () => {
    const pane = paneOf(filesWith([]), { ...search, selected: null });
    await pane.find(false);
    expect(pane.model().message).toMatchObject({ level: 'error', text: 'no line has lost' });
    pane.print('web', 'lost now', 7);
    await pane.find(true);
    expect([pane.model().hit, pane.model().message?.text]).toEqual([0, 'continued at the newest match']);
  });
});
