import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Row } from '../../../src/rpc/results.ts';
import { isOver } from '../../../src/tui/model/message.ts';
import type { Model } from '../../../src/tui/model/model.ts';
import { createRenderScheduler } from '../../../src/tui/render-scheduler.ts';
import { modelOf, NOON_MS, row } from './rows.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: NOON_MS });
  vi.advanceTimersByTime(1000);
});
afterEach(() => {
  vi.useRealTimers();
});

/** A pace that only counts, over a project with this service. */
function paceOf(api: Partial<Row> = {}, { remote = false, ...more }: Partial<Model> & { remote?: boolean } = {}) {
  const seen = { model: modelOf([row('api', api)], more), stale: false, frames: 0, logs: 0, looks: 0 };
  const scheduler = createRenderScheduler({
    remote,
    paint: () => void seen.frames++,
    paintLog: () => void seen.logs++,
    isStale() {
      seen.looks++;
      return seen.stale;
    },
    model: () => seen.model,
    tick() {},
  });
  /** How many frames were painted, and how many times only the log, while this time passed. */
  const pass = (ms: number) => {
    const { frames, logs } = seen;
    vi.advanceTimersByTime(ms);
    return { frames: seen.frames - frames, logs: seen.logs - logs };
  };
  return { seen, scheduler, pass };
}

const NOTHING = { frames: 0, logs: 0 };

describe('while nothing changes', () => {
  test('nothing is painted, and no timer runs', () => {
    const { scheduler, pass } = paceOf();
    scheduler.everything();
    expect(pass(1000).frames).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
    expect(pass(60_000)).toEqual(NOTHING);
  });

  test('also where all logs are shown', () => {
    const { scheduler, pass } = paceOf({}, { selected: null });
    scheduler.log();
    pass(1000);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('all that changes in one turn is one frame', () => {
  const { scheduler, pass } = paceOf();
  for (let i = 0; i < 100; i++) scheduler.everything();
  expect(pass(0)).toEqual({ frames: 1, logs: 0 });
});

test('an urgent change is painted at once, and a pending paint is dropped', () => {
  const { seen, scheduler, pass } = paceOf();
  scheduler.everything();
  scheduler.now();
  expect(seen.frames).toBe(1);
  expect(pass(0).frames).toBe(0);
});

describe('new lines', () => {
  /** Lines that come every millisecond for a second. */
  function flood({ scheduler, pass }: ReturnType<typeof paceOf>) {
    let painted = NOTHING;
    for (let ms = 0; ms < 1000; ms++) {
      scheduler.log();
      const { frames, logs } = pass(1);
      painted = { frames: painted.frames + frames, logs: painted.logs + logs };
    }
    return painted;
  }

  test('are shown at once, and then thirty times a second, without the frame', () => {
    const rig = paceOf();
    rig.scheduler.log();
    expect(rig.pass(0).logs).toBe(1);
    const { frames, logs } = flood(rig);
    expect(frames).toBe(0);
    expect(logs).toBeGreaterThanOrEqual(30);
    expect(logs).toBeLessThanOrEqual(34);
  });

  test('are looked at for what they change in the frame four times a second, and once when they are over', () => {
    const rig = paceOf();
    flood(rig);
    expect(rig.seen.looks).toBeLessThanOrEqual(5);
    const { looks } = rig.seen;
    rig.pass(60_000);
    expect(rig.seen.looks).toBeGreaterThan(looks);
    expect(rig.seen.looks).toBeLessThanOrEqual(looks + 2);
  });

  test('over a slow line half as often', () => {
    const { logs } = flood(paceOf({}, { remote: true }));
    expect(logs).toBeGreaterThanOrEqual(15);
    expect(logs).toBeLessThanOrEqual(17);
  });

  test('take the frame along four times a second where it says something of them', () => {
    const rig = paceOf();
    rig.seen.stale = true;
    rig.scheduler.now();
    const { frames } = flood(rig);
    expect(frames).toBeGreaterThanOrEqual(3);
    expect(frames).toBeLessThanOrEqual(4);
  });

  test('the last of them is in the frame in the end', () => {
    const { seen, scheduler, pass } = paceOf();
    scheduler.now();
    scheduler.log();
    pass(60);
    seen.stale = true;
    expect(pass(300).frames).toBe(1);
  });

  test('among all, are looked at once more when an unfinished one has rested', () => {
    const { scheduler, pass } = paceOf({}, { selected: null });
    scheduler.log();
    pass(0);
    expect(pass(119)).toEqual(NOTHING);
    expect(pass(5).logs).toBe(1);
    expect(pass(60_000)).toEqual(NOTHING);
  });
});

describe('how long something has been going on', () => {
  test.each(['starting', 'stopping'] as const)('updates every second while a service is %s', (state) => {
    const { seen, scheduler, pass } = paceOf({ state });
    scheduler.now();
    expect(pass(10_000).frames).toBe(10);
    seen.model = modelOf([row('api')]);
    pass(1000);
    expect(pass(10_000)).toEqual(NOTHING);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('also while lines come', () => {
    const { scheduler, pass } = paceOf({ state: 'starting' });
    scheduler.now();
    let frames = 0;
    for (let ms = 0; ms < 5000; ms += 10) {
      scheduler.log();
      frames += pass(10).frames;
    }
    expect(frames).toBe(5);
  });
});

test('a message goes when its time is over, and one that stays needs no timer', () => {
  const message = { text: 'copied', level: 'info', untilMs: NOON_MS + 5000 } as const;
  const { seen, scheduler, pass } = paceOf({}, { message });
  scheduler.now();
  expect(pass(4000).frames).toBe(0);
  seen.model = { ...seen.model, message: null };
  expect(vi.getTimerCount()).toBe(1);
  const stays = paceOf({}, { message: { ...message, untilMs: Number.POSITIVE_INFINITY } });
  vi.clearAllTimers();
  stays.scheduler.now();
  stays.pass(1000);
  expect(vi.getTimerCount()).toBe(0);
});

test('the frame in which a message is gone is painted when its time is over', () => {
  const { scheduler, pass } = paceOf({}, { message: { text: 'x', level: 'info', untilMs: NOON_MS + 5000 } });
  scheduler.now();
  pass(3999);
  expect(pass(2).frames).toBe(1);
});

test('changes that are due by time are applied before each painting', () => {
  const order: string[] = [];
  const scheduler = createRenderScheduler({
    remote: false,
    paint: () => order.push('frame'),
    paintLog: () => order.push('log'),
    isStale: () => false,
    model: () => modelOf([row('api')]),
    tick: () => order.push('tick'),
  });
  scheduler.now();
  vi.advanceTimersByTime(300);
  expect(order).toEqual(['tick', 'frame', 'tick', 'log']);
});

test('after the end nothing is painted any more', () => {
  const { seen, scheduler, pass } = paceOf({ state: 'starting' });
  scheduler.everything();
  scheduler.log();
  pass(500);
  const { frames } = seen;
  scheduler.everything();
  scheduler.stop();
  scheduler.everything();
  scheduler.log();
  scheduler.now();
  pass(5000);
  expect(seen.frames).toBe(frames);
  expect(vi.getTimerCount()).toBe(0);
});

test('when the clock is set back, no pause becomes longer: durations grow, new lines count, and a message goes away', () => {
  const message = { text: 'copied', level: 'info', untilMs: NOON_MS + 5000 } as const;
  const { seen, scheduler, pass } = paceOf({ state: 'starting', ready: false }, { message });
  scheduler.everything();
  pass(300);
  vi.setSystemTime(NOON_MS - 3_600_000);
  expect(pass(3000).frames).toBeGreaterThanOrEqual(3);
  scheduler.log();
  seen.stale = true;
  expect(pass(300).frames).toBe(1);
  expect(isOver(message, Date.now())).toBe(true);
  expect(isOver({ ...message, untilMs: Number.POSITIVE_INFINITY }, Date.now())).toBe(false);
});
