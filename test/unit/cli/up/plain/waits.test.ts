import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tellWaits } from '../../../../../src/cli/up/plain/waits.ts';
import type { Event } from '../../../../../src/core/event.ts';
import type { ServiceSpec } from '../../../../../src/core/service.ts';
import { oneshot, scenario, service } from '../../../core/scenario.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Services in virtual time, and what is said of their waits: the second, and the text. */
function rig(...specs: ServiceSpec[]) {
  const world = scenario(specs);
  const said: string[] = [];
  const waits = tellWaits({
    state: () => world.state,
    nowMs: () => world.nowMs,
    say: (text) => said.push(`${world.nowMs / 1000} ${text}`),
  });
  const { tell } = world;
  world.tell = (event: Event) => {
    const before = world.state;
    tell.call(world, event);
    waits(world.state, before);
    return world;
  };
  /** Second by second, without any event of a service. */
  const pass = (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      world.nowMs += 1000;
      vi.advanceTimersByTime(1000);
    }
  };
  /** The check of `db` fails, and the next one has begun. */
  const answers = (text: string) => {
    world.probed('db', text);
    world.tell({ type: 'timer-fired', name: 'db', timer: 'probe', run: world.of('db').runs });
  };
  return { world, said, pass, answers };
}

const db = service('db', { health: {} });

test('after 3 s, and then at times that double up to 30 s; one line for each root', () => {
  const { world, said, pass } = rig(
    oneshot('migrate'),
    service('api', { requires: ['migrate'] }),
    service('web', { requires: ['api'] }),
  );
  world.start('web').spawned('migrate');
  pass(100);
  const text = 'api and web wait for migrate: at work';
  const [first, ...later] = said;
  expect(first).toMatch(`3 ${text}; next: migrate is a oneshot: `);
  expect(later).toEqual([9, 21, 45, 75].map((second) => `${second} ${text}`));
});

test('nothing is said, and no timer runs, once all is ready', () => {
  const { world, said, pass } = rig(oneshot('migrate'), service('api', { requires: ['migrate'] }));
  world.start('api').spawned('migrate');
  pass(4);
  world.ends('migrate', 0).spawned('api');
  pass(10);
  expect(said).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('a start that needs less than 3 s is not spoken of', () => {
  const { world, said, pass } = rig(oneshot('migrate'), service('api', { requires: ['migrate'] }));
  world.start('api').spawned('migrate');
  pass(2);
  world.ends('migrate', 0).spawned('api');
  pass(60);
  expect(said).toEqual([]);
});

test('who begins to wait between two tellings is spoken of after 3 s', () => {
  const { world, said, pass } = rig(
    oneshot('migrate'),
    service('api', { requires: ['migrate'] }),
    service('web', { requires: ['migrate'] }),
  );
  world.start('api').spawned('migrate');
  pass(25);
  world.start('web');
  pass(3);
  expect(said.at(-1)).toBe('28 api and web wait for migrate: at work');
});

test('the reason of a long start is printed only when it changes', () => {
  const { world, said, pass, answers } = rig(db, service('api', { requires: ['db'] }));
  world.start('api').spawned('db');
  answers('connect ECONNREFUSED');
  pass(4);
  answers('connect ECONNREFUSED');
  answers('HTTP 503');
  answers('connect ECONNREFUSED');
  expect(said).toEqual(['3 api waits for db: starting (connect ECONNREFUSED)', '4 db: starting (HTTP 503)']);
});

test('says nothing any more once everything is being stopped', () => {
  const { world, said, pass } = rig(oneshot('migrate'), service('api', { requires: ['migrate'] }));
  world.start('api').spawned('migrate');
  world.shutdown();
  pass(10);
  expect(said).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a stop that takes long says what was sent, and when SIGKILL follows', () => {
  const { world, said, pass } = rig(service('api', { lifecycle: { stopTimeoutMs: 30_000 } }));
  world.start('api').spawned('api');
  world.tell({ type: 'stop-requested', names: ['api'] });
  pass(7);
  expect(said).toEqual([
    expect.stringMatching(
      /^2 api: stopping \(you asked for a stop\); SIGTERM sent 2 s ago, SIGKILL in 28 s; next: zdev kill -s KILL api /,
    ),
  ]);
});
