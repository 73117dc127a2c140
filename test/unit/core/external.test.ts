import { describe, expect, test } from 'vitest';
import { causesIn } from '../../../src/core/causes/cause.ts';
import { isHopeless } from '../../../src/core/causes/prospect.ts';
import type { Seen } from '../../../src/core/external.ts';
import { externalsIn } from '../../../src/core/service.ts';
import { chainLines } from '../../../src/present/chain.ts';
import { nextSteps } from '../../../src/present/next.ts';
import { scenario, service, target } from './scenario.ts';

const NAME = '../auth:api';
const EXTERNAL = { dir: '/auth', project: '../auth', service: 'api' };
const auth = () => target(NAME, { external: EXTERNAL, status: 'stop', class: 'system' });

const there = (seen: Partial<Extract<Seen, { is: 'there' }>> = {}): Seen => {
  return { is: 'there', state: 'running', ready: true, life: '1:7', path: [], back: null, ...seen };
};
const saw = (seen: Seen) => ({ type: 'external-seen', name: NAME, seen }) as const;

const world = (options: Parameters<typeof service>[1] = {}, ...more: ReturnType<typeof service>[]) =>
  scenario([service('web', { requires: [NAME], ...options }), ...more, auth()]);

function why(state: ReturnType<typeof world>, name: string): string[] {
  return chainLines(name, causesIn(state.state, state.nowMs));
}

describe('a service of another project', () => {
  test('blocks its dependents until that project says that it is ready', () => {
    const shop = world().start('web');
    expect(shop.phases()).toEqual({ web: `blocked on ${NAME}`, [NAME]: 'blocked on external' });
    shop.tell(saw({ is: 'down' }));
    expect(why(shop, 'web')).toEqual([
      `web: blocked (${NAME})`,
      `  requires ${NAME}: blocked (that project does not run)`,
      '    api of ../auth: that project does not run',
    ]);
    expect(nextSteps(causesIn(shop.state, 0)(NAME)!)).toEqual(['start that project: cd ../auth && zdev up -d']);
    shop.tell(saw(there({ state: 'starting', ready: false })));
    expect([shop.phase('web'), shop.asked()]).toEqual([`blocked on ${NAME}`, []]);
    shop.tell(saw(there()));
    expect([shop.phase(NAME), shop.asked()]).toEqual(['running', ['exec web']]);
  });

  test('is wanted only while a waiting service is wanted', () => {
    const shop = world();
    expect(shop.of(NAME).intent).toBe('down');
    shop.start('web').tell(saw({ is: 'down' }));
    expect(shop.of(NAME).intent).toBe('up');
    shop.stop('web');
    expect([shop.of(NAME).intent, shop.phase(NAME)]).toEqual(['down', 'inactive']);
  });

  test('leaves running services alone when it goes, and delays the next start', () => {
    const shop = world().start('web').tell(saw(there())).spawned('web');
    shop.asked();
    shop.tell(saw({ is: 'down' }));
    expect([shop.phase('web'), shop.phase(NAME), shop.asked()]).toEqual(['running', 'blocked on external', []]);
    shop.restart('web').ends('web', 'SIGTERM');
    expect(shop.phase('web')).toBe(`blocked on ${NAME}`);
  });

  test('restarts its followers when it ends, or when another run of it is seen', () => {
    const follows = { lifecycle: { onDependencyRestart: 'restart' as const } };
    const shop = world(follows).start('web').tell(saw(there())).spawned('web');
    shop.asked();
    // The other supervisor is replaced, and the run continues.
    shop.tell(saw({ is: 'down' })).tell(saw(there()));
    expect(shop.asked()).toEqual([]);
    shop.tell(saw({ is: 'down' })).tell(saw(there({ life: '2:8' })));
    expect(shop.asked()).toEqual(['SIGTERM web']);
    shop.ends('web', 'SIGTERM').spawned('web');
    expect(shop.asked()).toEqual(['exec web']);
    shop.tell(saw(there({ state: 'failed', ready: false, life: '2:' })));
    expect(shop.asked()).toEqual(['SIGTERM web']);
  });

  test('does not stop with a target that requires it, and neither do other services that wait for it', () => {
    const shop = scenario([
      service('web', { requires: [NAME] }),
      target('all', { requires: [NAME, 'web'] }),
      service('other', { requires: [NAME] }),
      auth(),
    ]);
    shop.start('all', 'web', 'other').tell(saw(there())).spawned('web').spawned('other');
    shop.asked();
    shop.stop('all');
    expect([shop.asked(), shop.phase('other'), shop.phase(NAME)]).toEqual([['SIGTERM web'], 'running', 'running']);
  });

  test('never becomes ready if it waits for its own dependent, and the reason says so', () => {
    const shop = world({}, service('job')).start('web', 'job');
    const back = (name: string) =>
      saw(there({ state: 'blocked', ready: false, path: [{ dir: '/shop', service: name }], back: name }));
    const isLost = () => isHopeless('web', causesIn(shop.state, shop.nowMs));
    shop.tell(saw({ is: 'down' }));
    expect(isLost()).toBe(false);
    shop.tell(back('job'));
    expect([isLost(), why(shop, 'web').at(-1)]).toEqual([
      false,
      '    api of ../auth: it waits for job of this project',
    ]);
    shop.tell(back('web'));
    expect([isLost(), why(shop, 'web').at(-1)]).toEqual([
      true,
      '    api of ../auth: it waits for web of this project: each waits for the other',
    ]);
  });

  test('may still come, so an "up" that ends when nothing runs stays, even with a target in between', () => {
    for (const web of [service('web', { requires: [NAME] }), service('web', { requires: ['all'] })]) {
      const shop = scenario([web, target('all', { requires: [NAME] }), auth()], 'all').start('web', 'all');
      shop.tell(saw({ is: 'down' }));
      expect(shop.state.shutdown).toBeNull();
    }
  });
});

test('a service of another project differs from targets and services', () => {
  expect(externalsIn([service('web'), target('all'), auth()])).toEqual([{ name: NAME, external: EXTERNAL }]);
});

test('an "up" that ends when nothing runs stays for the first start of a target of another project', () => {
  const shop = scenario([service('web', { after: ['all'] }), target('all', { requires: [NAME] }), auth()], 'all');
  shop.start('all', 'web').tell(saw({ is: 'down' }));
  expect([shop.phase('web'), shop.state.shutdown]).toEqual(['blocked on all', null]);
});
