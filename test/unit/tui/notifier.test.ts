import { expect, test, vi } from 'vitest';
import type { ServiceEntry } from '../../../src/tui/model/service-entry.ts';
import { createNotifier } from '../../../src/tui/notifier.ts';

/** A terminal that has its focus told, and what is written on it. */
function rig(how: 'desktop' | 'bell' = 'desktop') {
  vi.useFakeTimers();
  const written: string[] = [];
  let input: (chunk: Buffer) => void = () => {};
  let reports = false;
  const notifier = createNotifier({
    how,
    env: { TERM_PROGRAM: 'WezTerm' },
    project: () => 'shop',
    session: {
      write: (text) => written.push(text) > 0,
      onInput: (callback) => {
        input = callback;
      },
      onRepaint: () => {},
      setFocusReports: (on) => {
        reports = on;
      },
    },
  });
  const row = (name: string, state: string, more: object = {}) =>
    ({
      row: { name, kind: 'service', intent: 'up', state, ready: state === 'running', reason: state, ...more },
    }) as ServiceEntry;
  return {
    notifier,
    reports: () => reports,
    focus: (on: boolean) => input(Buffer.from(on ? 'x\x1b[O\x1b[I' : '\x1b[I\x1b[Oy')),
    changed: (...rows: Parameters<typeof row>[]) => notifier.changed(rows.map((each) => row(...each))),
    told: () => {
      vi.advanceTimersByTime(1000);
      return written.splice(0);
    },
  };
}

test('a ready service that fails is reported once while the terminal has no focus', () => {
  const { changed, focus, told, notifier, reports } = rig();
  expect(reports()).toBe(true);
  changed(['api', 'running']);
  changed(['api', 'failed']);
  expect(told()).toEqual([]); // the user is looking
  focus(false);
  changed(['api', 'failed']);
  expect(told()).toEqual([]);
  changed(['api', 'running']);
  changed(['api', 'stopping', { ready: false }]);
  changed(['api', 'failed', { reason: 'exit code 1' }]);
  changed(['api', 'failed', { reason: 'exit code 1' }]);
  expect(told()).toEqual(['\x1b]9;zdev: shop: api: exit code 1\x1b\\']);
  focus(true);
  changed(['api', 'running']);
  changed(['api', 'failed']);
  expect(told()).toEqual([]);
  notifier.close();
  expect(reports()).toBe(false);
});

test('what never was ready, or was to stop, is no news; several at once are one', () => {
  const { changed, focus, told } = rig();
  focus(false);
  changed(['api', 'starting'], ['db', 'running'], ['web', 'running'], ['job', 'running']);
  changed(['job', 'running', { intent: 'down', ready: false }]);
  changed(['api', 'failed'], ['job', 'failed']);
  expect(told()).toEqual([]);
  changed(['db', 'failed']);
  changed(['web', 'failed']);
  expect(told()).toEqual(['\x1b]9;zdev: shop: db: failed, and 1 more failed\x1b\\']);
});

test('a bell, for those who want one', () => {
  const { changed, focus, told } = rig('bell');
  focus(false);
  changed(['api', 'running']);
  changed(['api', 'failed']);
  expect(told()).toEqual(['\x07']);
});
