import { describe, expect, test } from 'vitest';
import { waitedIn } from '../../../src/core/causes/ended.ts';
import type { ExitOn } from '../../../src/core/state.ts';
import { closingText } from '../../../src/present/closing.ts';
import { oneshot, scenario, service } from '../core/scenario.ts';

type Scenario = ReturnType<typeof scenario>;
const never = { lifecycle: { restart: 'never' as const } };

/** Lets `last` happen, which ends everything, and gives the closing words. */
function closing(world: Scenario, last: () => void): string {
  const waited = waitedIn(world.state, world.nowMs);
  last();
  return closingText(world.state, waited);
}

function world(exitOn: ExitOn, ...names: ('migrate' | 'api' | 'web')[]): Scenario {
  const specs = {
    migrate: oneshot('migrate'),
    api: service('api', { ...never, requires: names.includes('migrate') ? ['migrate'] : [] }),
    web: service('web', { ...never, requires: names.includes('migrate') ? ['api'] : [] }),
  };
  return scenario(
    names.map((name) => specs[name]),
    exitOn,
  )
    .start(...names)
    .spawned(names[0]!);
}

describe('the closing words', () => {
  test('what failed, how, and who waited for it', () => {
    const shop = world('all', 'migrate', 'api', 'web');
    expect(closing(shop, () => shop.ends('migrate', 1))).toBe(
      'nothing runs any more: migrate failed (exit code 1); api, web waited for it',
    );
  });
  test('what cannot start, why, and what to do; nothing starts by itself any more', () => {
    const shop = world('all', 'migrate', 'api').ends('migrate', 127);
    const trouble = { type: 'not-installed', what: 'vite', install: 'npm ci' } as const;
    const diagnosis = { trouble, error: [], cannotStart: true, awaited: ['/p/node_modules'] };
    expect(closing(shop, () => shop.tell({ type: 'diagnosed', name: 'migrate', run: 1, diagnosis }))).toBe(
      'nothing runs any more: migrate failed (cannot start: vite is not installed); api waited for it; next: npm ci',
    );
  });
  test('all ended well: those that ended alike together', () => {
    const shop = world('all', 'migrate', 'api');
    shop.ends('migrate', 0).spawned('api');
    expect(closing(shop, () => shop.ends('api', 0))).toBe(
      'nothing runs any more: migrate done; api ended (exit code 0)',
    );
  });
  test('services that never started, and what they waited for', () => {
    const shop = scenario([service('db', { status: 'stop' }), service('api', { requires: ['db'] })], 'all');
    shop.tell({ type: 'start-requested', names: ['api'], withDependencies: false });
    expect(closingText(shop.state, new Map())).toMatch(
      /^nothing runs any more: db was not started \(status = "stop"\); api waited for it; next: .*let "db" start/,
    );
  });
  test('what ended well, and was not to: who needed it', () => {
    const shop = scenario([service('db', { ...never, health: {} }), service('api', { requires: ['db'] })], 'all')
      .start('api')
      .spawned('db');
    expect(closing(shop, () => shop.ends('db', 0))).toBe(
      'nothing runs any more: db ended (exit code 0); api waited for it; next: run it in the foreground (without &, nohup or a daemon option). If it should end, set oneshot = true',
    );
  });
  test('with --exit-on any: which service ended everything, and how', () => {
    const shop = world('any', 'api', 'web').spawned('web');
    const text = closing(shop, () => {
      shop.ends('api', 3).ends('web', 'SIGTERM');
    });
    expect(text).toBe('api failed (exit code 3); with --exit-on any that ends everything');
  });
  test('with --exit-on any, an end with 0 as well', () => {
    const shop = world('any', 'api', 'web').spawned('web');
    expect(closing(shop, () => shop.ends('web', 0))).toBe(
      'web ended (exit code 0); with --exit-on any that ends everything',
    );
  });
  test('a user stopped everything', () => {
    const shop = world('all', 'api');
    expect(closing(shop, () => shop.shutdown().ends('api', 'SIGTERM'))).toBe('everything is stopped');
  });
});
