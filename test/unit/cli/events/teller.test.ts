import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTeller } from '../../../../src/cli/events/teller.ts';
import { fakeCaller } from '../rig.ts';

const NOON_MS = Date.UTC(2026, 0, 2, 12);

beforeEach(() => void vi.useFakeTimers({ now: NOON_MS }));
afterEach(() => void vi.useRealTimers());

function tellerOf() {
  const caller = fakeCaller('/');
  const from = { flight: { file: 0, line: 0 }, part: 0, log: null, skip: 0, atMs: 0, told: 0 };
  const teller = createTeller({ io: caller, json: false, names: [], from });
  const add = (text: string, atMs: number) => {
    const entry = { seq: 0, at: 0, at_ms: atMs, service: 'web', run: 1, text };
    teller.add({ type: 'line', atMs, entry, log: null, skip: 0 });
  };
  const told = () => Array.from(caller.printed().matchAll(/\| (.*)\n/g), ([, text]) => text);
  return { teller, add, told };
}

test('events are told in the order of their times, as soon as no older one can come', () => {
  const { teller, add, told } = tellerOf();
  add('second', NOON_MS + 20);
  add('first', NOON_MS + 10);
  add('third', NOON_MS + 300);
  teller.tell(NOON_MS + 250);
  expect(told()).toEqual(['first', 'second']);
  teller.tell(Number.POSITIVE_INFINITY);
  expect(told()).toEqual(['first', 'second', 'third']);
});

test('an event from before the clock was set back is told after a second, and not when its time comes again', () => {
  const { teller, add, told } = tellerOf();
  add('before', NOON_MS);
  vi.advanceTimersByTime(1100);
  vi.setSystemTime(NOON_MS - 3_600_000);
  add('after', Date.now());
  teller.tell(Date.now() - 250);
  expect(told()).toEqual(['before']);
  vi.advanceTimersByTime(300);
  teller.tell(Date.now() - 250);
  expect(told()).toEqual(['before', 'after']);
});
