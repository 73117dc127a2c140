import { expect, test } from 'vitest';
import { causeOf } from '../../../src/core/causes/cause.ts';
import { severityOf } from '../../../src/core/causes/problems.ts';
import { cannotStart } from '../../../src/core/causes/told.ts';
import { type Diagnosis, NO_DIAGNOSIS } from '../../../src/core/diagnosis.ts';
import { step } from '../../../src/core/step.ts';
import { conditionText, outlookTexts } from '../../../src/present/condition.ts';
import { scenario, service } from './scenario.ts';

const LACKS: Diagnosis = {
  trouble: { type: 'command-missing', command: 'python', near: 'python3' },
  error: [],
  cannotStart: true,
  awaited: ['/bin/python'],
};

/** A service whose command is not found, with its diagnosis. */
function unstartable(options: Parameters<typeof service>[1] = {}, exitOn?: Parameters<typeof scenario>[1]) {
  const world = scenario([service('api', options)], exitOn)
    .up('api')
    .ends('api', 127);
  world.asked();
  return {
    world,
    found: (diagnosis: Diagnosis, run = 1) => world.tell({ type: 'diagnosed', name: 'api', run, diagnosis }),
  };
}

test('a service that cannot start fails for good at once, and starts when the missing thing is there', () => {
  const { world, found } = unstartable();
  expect(world.timer('api', 'restart')).not.toBeNull();
  found(LACKS);
  expect(world.of('api')).toMatchObject({ gaveUp: true, nextTryMs: null, restarts: 0, phase: { is: 'failed' } });
  const cause = causeOf(world.of('api'), world.state, world.nowMs);
  expect(conditionText(cause)).toBe('failed, cannot start: python: command not found');
  expect(outlookTexts(cause)).toEqual(['starts by itself when that is fixed']);
  world.wait(60_000);
  expect(world.asked()).toEqual([]);
  world.tell({ type: 'mended', name: 'api', run: 1 });
  expect(world.asked()).toEqual(['exec api']);
});

test('counts at once for --exit-on failure', () => {
  const { world, found } = unstartable({}, 'failure');
  expect(world.state.shutdown).toBeNull();
  found(LACKS);
  expect(world.state.shutdown?.cause).toEqual({ type: 'service', name: 'api' });
});

test('even without a delay, the second try comes only after the diagnosis', () => {
  const { world, found } = unstartable({ lifecycle: { restartDelayMs: 0 } });
  world.wait(200);
  expect(world.asked()).toEqual([]);
  found(LACKS).wait(60_000);
  expect(world.asked()).toEqual([]);
});

test('if another try may help, it is made', () => {
  const { world, found } = unstartable();
  found({ ...NO_DIAGNOSIS, error: ['no'] }).wait(1000);
  expect(world.asked()).toEqual(['exec api']);
  expect(world.of('api').diagnosis).toMatchObject({ run: 1, error: ['no'] });
});

test('a late diagnosis changes nothing after a stop or a start by the user', () => {
  const stopped = unstartable();
  stopped.found(LACKS);
  stopped.world.stop('api').tell({ type: 'mended', name: 'api', run: 1 });
  expect(stopped.world.asked()).toEqual([]);
  const started = unstartable();
  started.world.start('api').asked();
  started.found(LACKS);
  expect(started.world.phase('api')).toBe('starting spawning');
  expect(started.world.of('api').gaveUp).toBe(false);
});

test('a retry forgets what was missing, and keeps the rest of the diagnosis', () => {
  const found = (diagnosis: Diagnosis) => {
    const { world, found } = unstartable();
    found(diagnosis);
    return world.start('api').of('api');
  };
  expect([found(LACKS).phase.is, found(LACKS).diagnosis]).toEqual(['starting', null]);
  expect(found({ ...NO_DIAGNOSIS, error: ['no'] }).diagnosis).toMatchObject({ error: ['no'] });
});

test('a run that the user has stopped is not diagnosed', () => {
  const world = scenario([service('api')])
    .up('api')
    .stop('api')
    .ends('api', 'SIGTERM');
  expect(world.of('api').diagnosing).toBeNull();
});

test('a running check reports what it has seen so far', () => {
  const world = scenario([service('api', { health: { type: 'log', target: 'ready' } })])
    .start('api')
    .spawned('api');
  const error = { type: 'no-line', pattern: 'ready', lines: 3, nearest: null, piped: false } as const;
  world.tell({ type: 'probe-noted', name: 'api', run: 1, attempt: 1, error });
  expect(world.of('api').probing).toMatchObject({ lastError: error, failures: 0 });
  world.wait(60_000);
  expect(world.of('api').live?.cause).toMatchObject({ type: 'start-timeout', lastError: error });
});

test('a failure that ends everything is diagnosed before the end, unless the user is in a hurry', () => {
  const crashed = () =>
    scenario([service('web')], 'any')
      .up('web')
      .ends('web', 1);
  const world = crashed();
  expect(world.asked()).toEqual(['SIGTERM web']);
  expect(world.state.shutdown?.cause).toEqual({ type: 'service', name: 'web' });
  world.tell({ type: 'diagnosed', name: 'web', run: 1, diagnosis: { ...NO_DIAGNOSIS, error: ['why'] } });
  expect(world.asked()).toEqual(['finish']);
  expect(world.of('web').diagnosis?.error).toEqual(['why']);
  expect(crashed().shutdown(true).asked()).toEqual(['SIGTERM web', 'finish']);
});

test('a diagnosis that comes after the next try does not wait for a fix', () => {
  const { world, found } = unstartable();
  world.wait(1000).spawned('api');
  found(LACKS, 1);
  world.exits('api', 1);
  const cause = causeOf(world.of('api'), world.state, world.nowMs);
  expect(cause.diagnosis).toBeNull();
  expect(outlookTexts(cause)).not.toContain('starts by itself when that is fixed');
});

test('a failed start is diagnosed from the error text', () => {
  const world = scenario([service('api')]).start('api');
  const { effects } = step(
    world.state,
    { type: 'spawn-failed', name: 'api', run: 1, message: 'Cannot connect to the Docker daemon' },
    0,
  );
  expect(effects.filter(({ type }) => type === 'diagnose')).toEqual([
    { type: 'diagnose', name: 'api', run: 1, purpose: 'exec', end: null, said: 'Cannot connect to the Docker daemon' },
  ]);
});

test('the last failure does not repeat the present answer of the check', () => {
  const error = { type: 'message', text: 'no page' } as const;
  const world = scenario([service('api', { health: {} })])
    .start('api')
    .spawned('api')
    .probed('api', 'no page');
  const failure = { type: 'start-timeout', afterMs: 45_000, lastError: error } as const;
  const cause = causeOf(world.of('api'), world.state, 0);
  const after = { ...cause, failedRuns: { count: 1, run: 1, failure, lastedMs: 45_000 } };
  expect(conditionText(after)).toBe('starting (no page); has failed once, last: start timeout: not ready after 45 s');
  expect(conditionText({ ...after, probe: null })).toBe(
    'starting; has failed once, last: start timeout: not ready after 45 s (no page)',
  );
});

test('during the next try, the reason of the last failure is known', () => {
  const { world, found } = unstartable();
  found({ ...NO_DIAGNOSIS, trouble: { type: 'disk-full' } })
    .wait(1000)
    .spawned('api');
  expect(conditionText(causeOf(world.of('api'), world.state, world.nowMs))).toBe(
    'running; has failed once, last: exit code 127 (the disk is full)',
  );
});

test('a check that another process answers is a problem', () => {
  const world = scenario([service('api')])
    .start('api')
    .spawned('api');
  const cause = causeOf(world.of('api'), world.state, 0);
  const doubt = { type: 'stranger', port: 3000, holder: { pid: 41, command: 'node other.js' } } as const;
  expect([severityOf(cause), severityOf({ ...cause, doubt })]).toEqual([null, 'unhealthy']);
});

test('a run that zdev ends is diagnosed without an exit; a run that the user stops is not diagnosed', () => {
  const world = scenario([service('a', { health: {}, lifecycle: { startTimeoutMs: 100, restart: 'never' } })]).start(
    'a',
  );
  const looks: unknown[] = [];
  const tell = (event: Parameters<typeof step>[1]) => {
    const { effects } = step(world.state, event, world.nowMs);
    looks.push(...effects.flatMap((effect) => (effect.type === 'diagnose' ? [effect.end] : [])));
    world.tell(event);
  };
  world.spawned('a').wait(60_000).exits('a', 'SIGKILL');
  tell({ type: 'tree-gone', name: 'a', run: 1 });
  expect(looks).toEqual([{ code: null, signal: null }]);
  world.start('a').spawned('a').stop('a').exits('a', 1);
  tell({ type: 'tree-gone', name: 'a', run: 2 });
  expect(looks).toHaveLength(1);
});

test('a fix starts the wanted service that lacked it, and no other run', () => {
  const mended = (run: number) => ({ type: 'mended', name: 'api', run }) as const;
  const one = unstartable();
  expect(one.found(LACKS).tell(mended(2)).asked()).toEqual([]);
  expect(one.world.stop('api').tell(mended(1)).asked()).toEqual([]);
  const other = unstartable();
  expect(other.found(NO_DIAGNOSIS).tell(mended(1)).asked()).toEqual([]);
  expect(unstartable().world.tell(mended(1)).asked()).toEqual([]);
});

test('failures while everything is stopped are not diagnosed', () => {
  const world = scenario([service('api')])
    .up('api')
    .shutdown();
  expect(world.of('api').diagnosing).toBeNull();
  world.ends('api', 1);
  expect(world.of('api').diagnosing).toBeNull();
  const broken = scenario([service('db'), service('api', { requires: ['db'] })]).up('db', 'api');
  broken.ends('db', 1).shutdown().ends('api', 'SIGTERM');
  expect(broken.of('api').diagnosing).toBeNull();
});

test('a start after a failure without a missing thing watches for nothing', () => {
  const world = scenario([service('api')]);
  const { effects } = step(world.state, { type: 'start-requested', names: ['api'], withDependencies: true }, 0);
  expect(effects.map(({ type }) => type)).not.toContain('cancel-mending');
});

test('a run that zdev was ending is diagnosed even after a stop; a run that fails while it waits for its stop is not', () => {
  const health = { retries: 1, onFailure: 'restart', intervalMs: 1000 } as const;
  const sick = scenario([service('api', { health })])
    .start('api')
    .spawned('api')
    .probed('api')
    .wait(1000);
  sick.probed('api', 'refused').stop('api').ends('api', 'SIGTERM');
  expect(sick.of('api').diagnosing).toBe(1);
  const waits = scenario([service('db'), service('api', { requires: ['db'] })])
    .up('db', 'api')
    .stop('db')
    .ends('db', 1);
  expect(waits.of('db').diagnosing).toBeNull();
});

test('a start by the user no longer waits for the fix', () => {
  const { world, found } = unstartable();
  found(LACKS);
  const { effects } = step(world.state, { type: 'start-requested', names: ['api'], withDependencies: true }, 0);
  expect(effects).toContainEqual({ type: 'cancel-mending', name: 'api' });
});

test('another try is useless only if the diagnosis says so', () => {
  const cause = (diagnosis: Diagnosis, run = 1) => ({ diagnosis: { ...diagnosis, run: 1 }, run });
  expect(cannotStart(cause(LACKS))).toBe(true);
  expect(cannotStart(cause(LACKS, 2))).toBe(false);
  expect(cannotStart(cause({ ...LACKS, cannotStart: false }))).toBe(false);
  expect(cannotStart(cause({ ...LACKS, trouble: null }))).toBe(false);
});

test('a stopped service stays failed after the fix', () => {
  const { world, found } = unstartable();
  found(LACKS).stop('api').tell({ type: 'mended', name: 'api', run: 1 });
  expect(world.phase('api')).toBe('failed');
});

test('a run that zdev was ending when the user stopped everything is not diagnosed, and delays nothing', () => {
  const world = scenario([service('db', { health: {}, lifecycle: { startTimeoutMs: 100 } })])
    .start('db')
    .spawned('db');
  world.wait(100_000).shutdown().exits('db', 'SIGKILL');
  const { effects } = step(world.state, { type: 'tree-gone', name: 'db', run: 1 }, world.nowMs);
  expect(effects.map(({ type }) => type)).toContain('finish');
  expect(effects.map(({ type }) => type)).not.toContain('diagnose');
});

test('the failed start of an earlier run does not affect the diagnosis of the next one', () => {
  const { world } = unstartable();
  world.wait(1000).spawned('api').exits('api', 127, 2);
  world.tell({ type: 'diagnosed', name: 'api', run: 1, diagnosis: LACKS });
  expect(world.of('api')).toMatchObject({ gaveUp: false, nextTryMs: expect.any(Number) });
});

test('a failure that ends everything watches for no fix, whatever is missing', () => {
  const world = scenario([service('web')], 'any')
    .up('web')
    .ends('web', 127);
  const found = { type: 'diagnosed', name: 'web', run: 1, diagnosis: LACKS } as const;
  expect(step(world.state, found, world.nowMs).effects.map(({ type }) => type)).toEqual(['finish']);
});

test('a try that is cancelled as useless does not count; those before it do', () => {
  const { world } = unstartable();
  world.wait(1000).spawned('api').ends('api', 127);
  expect(world.of('api').restarts).toBe(2);
  world.tell({ type: 'diagnosed', name: 'api', run: 2, diagnosis: LACKS });
  expect(world.of('api').restarts).toBe(1);
});

test('a diagnosis that another try is useless does not lower the count if no try was planned', () => {
  const world = scenario([service('api', { lifecycle: { maxRestarts: 1 } })]).up('api');
  world.ends('api', 127).wait(1000).spawned('api').ends('api', 127);
  expect(world.of('api')).toMatchObject({ restarts: 1, nextTryMs: null });
  world.tell({ type: 'diagnosed', name: 'api', run: 2, diagnosis: LACKS });
  expect(world.of('api').restarts).toBe(1);
});
