import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bootId } from '../../../../src/adapters/os/boot-id.ts';
import type { RunIdentity } from '../../../../src/core/restored.ts';
import type { ServiceSpec } from '../../../../src/core/service.ts';
import { createJournal, readJournal } from '../../../../src/host/adoption/journal.ts';
import { restoredFrom } from '../../../../src/host/adoption/take-over.ts';
import type { ProcessHandle } from '../../../../src/runtime/ports.ts';
import { tempDir } from '../../../helpers/temp.ts';
import { until } from '../../../helpers/wait.ts';
import { oneshot, scenario, service, target } from '../../core/scenario.ts';

const specs = [
  service('web'),
  service('down'),
  oneshot('migrate'),
  service('failing', { lifecycle: { restartDelayMs: 500 } }),
  target('all', { requires: ['web'] }),
];

test('the written state is restored on another clock', () => {
  const world = scenario(specs);
  world.up('web', 'down', 'migrate', 'failing', 'all').stop('down').ends('down', 0);
  world.wait(2000).ends('failing', 4);
  const { stateDir, journal } = open(world.nowMs);
  journal.changed(world.state);
  journal.flush();
  const { services, restarted } = restore(stateDir, 7_000_000);
  expect(restarted).toEqual([]);
  expect(services).toEqual([
    expect.objectContaining({ name: 'web', intent: 'up', runs: 1, ended: null, changed: false, removed: null }),
    expect.objectContaining({ name: 'down', intent: 'down', ended: { is: 'exited', code: 0 }, live: null }),
    expect.objectContaining({ name: 'migrate', intent: 'up', ended: { is: 'exited', code: 0 } }),
    expect.objectContaining({
      name: 'failing',
      ended: { is: 'failed', failure: { type: 'exit-code', code: 4 } },
      restarts: 1,
      backoffMs: 1000,
      failedRuns: { count: 1, run: 1, failure: { type: 'exit-code', code: 4 }, lastedMs: 2000 },
      lastExit: { run: 1, code: 4, signal: null },
    }),
    expect.objectContaining({ name: 'all', intent: 'up', live: null }),
  ]);
  expect(services[0]!.live).toMatchObject({ run: 1, identity: IDENTITY, wasReady: true, stopRequested: false });
  expect(near(services[0]!.live!.startedMs, 7_000_000 - 2000)).toBe(true);
  expect(near(services[3]!.nextTryMs!, 7_000_000 + 500)).toBe(true);
});

test('sleep, and the health check of a container image, are recorded', () => {
  const front = { ...{ listen: [], connectTimeoutMs: 1, onDemand: true, idleTimeoutMs: 0, single: false } };
  const health = {
    type: 'exec',
    target: 'look',
    ...{ intervalMs: 1, timeoutMs: 2, retries: 3, startPeriodMs: 0 },
  } as const;
  const specs = [service('lazy', { front }), service('db', { container: { check: 'image', ports: [] } as never })];
  const world = scenario(specs).tell({
    type: 'start-requested',
    names: ['lazy', 'db'],
    withDependencies: false,
    lazily: true,
  });
  world.tell({ type: 'spawned', name: 'db', run: 1, pid: 7, health: { ...health, onFailure: 'report' } });
  const { stateDir, journal } = open();
  journal.changed(world.state);
  journal.flush();
  const [lazy, db] = restore(stateDir, 0, specs).services;
  expect(lazy).toMatchObject({ intent: 'down', asleep: true });
  expect(db).toMatchObject({ asleep: false, changed: false, live: { foundCheck: health } });
});

test('changed and removed services are told apart; changes that do not affect the run do not count', () => {
  const world = scenario(specs).up('web', 'down', 'migrate', 'failing', 'all');
  const { stateDir, journal } = open();
  journal.changed(world.state);
  journal.flush();
  const next = [service('web', { description: 'new', requires: ['failing'] }), service('failing', { exec: 'other' })];
  const { services } = restore(stateDir, 0, next);
  expect(services.map(({ name, changed, removed }) => [name, changed, removed?.name])).toEqual([
    ['web', false, undefined],
    ['down', false, 'down'],
    ['failing', true, undefined],
  ]);
});

test('a journal appears by itself, as a whole, private, and only when there is news', async () => {
  const world = scenario([service('web')]).up('web');
  const { stateDir, journal } = open();
  const path = join(stateDir, 'journal.log');
  journal.changed(world.state);
  await until(() => readdirSync(stateDir).includes('journal.log'));
  expect(readdirSync(stateDir)).toEqual(['journal.log']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const { ino } = statSync(path);
  journal.changed({ ...world.state });
  journal.flush();
  expect(statSync(path).ino).toBe(ino);
  journal.changed(world.stop('web').state);
  journal.flush();
  expect(statSync(path).ino).not.toBe(ino);
});

test('after an ordered end there is no journal; during one, it is empty', () => {
  const world = scenario([service('web')]).up('web');
  const { stateDir, journal } = open();
  journal.changed(world.shutdown().state);
  journal.flush();
  expect(readJournal(stateDir).journal?.services).toEqual([]);
  journal.close({ keep: false });
  expect(readdirSync(stateDir)).toEqual([]);
});

test('a kept journal contains the last state', () => {
  const world = scenario([service('web')]).up('web');
  const { stateDir, journal } = open();
  journal.changed(world.state);
  journal.close({ keep: true });
  expect(readJournal(stateDir).journal?.services).toHaveLength(1);
});

test('a journal of an earlier boot is ignored, and a damaged one is reported', () => {
  const { stateDir, journal } = open();
  const path = join(stateDir, 'journal.log');
  expect(readJournal(stateDir)).toEqual({ journal: null, notice: null });
  journal.changed(scenario([service('web')]).state);
  journal.flush();
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/"boot":"[^"]*"/, '"boot":"earlier"'));
  expect(readJournal(stateDir)).toEqual({ journal: null, notice: null });
  for (const bad of [text.slice(0, -20), '', '[]', text.replace(/"name":"web"/, '"name":7')]) {
    writeFileSync(path, bad);
    expect(readJournal(stateDir)).toMatchObject({ journal: null, notice: expect.stringMatching(/^its journal/) });
  }
});

test('a journal that was cut off at any byte is damaged, unless only its last newline is missing', () => {
  const { stateDir, journal } = open();
  const path = join(stateDir, 'journal.log');
  journal.changed(scenario([service('web')]).up('web').state);
  journal.flush();
  const bytes = readFileSync(path);
  const whole = readJournal(stateDir);
  expect(whole).toMatchObject({ journal: { services: [{ name: 'web' }] }, notice: null });
  for (let length = 0; length < bytes.length; length++) {
    writeFileSync(path, bytes.subarray(0, length));
    const read = readJournal(stateDir);
    if (length === bytes.length - 1) expect(read).toEqual(whole);
    else
      expect(read, `${length} bytes`).toMatchObject({ journal: null, notice: expect.stringMatching(/^its journal/) });
  }
});

/** A journal with `web`, and with `failing` that waits for its next try, after a change to its text. */
function changed(change: (journal: Record<string, unknown> & { services: Record<string, unknown>[] }) => void) {
  const world = scenario(specs);
  world.up('web', 'failing').wait(2000).ends('failing', 4);
  const { stateDir, journal } = open(world.nowMs);
  journal.changed(world.state);
  journal.flush();
  const path = join(stateDir, 'journal.log');
  const read = JSON.parse(readFileSync(path, 'utf8'));
  change(read);
  writeFileSync(path, JSON.stringify(read));
  return stateDir;
}

test('a journal of another version is read as far as possible', () => {
  const stateDir = changed((journal) => {
    journal['version'] = 99;
    journal['colour'] = 'new';
    for (const entry of journal.services) {
      entry['mood'] = { is: 'good' };
      delete entry['backoffMs'];
      delete entry['gaveUp'];
    }
  });
  const { services } = restore(stateDir, 7_000_000);
  const web = services.find(({ name }) => name === 'web')!;
  expect(web).toMatchObject({ intent: 'up', runs: 1, backoffMs: 0, gaveUp: false, live: { identity: IDENTITY } });
});

test('a journal of version 1 is read, although the field for a stop in progress had another name', () => {
  const stateDir = tempDir();
  const text = readFileSync(new URL('../../../fixtures/host/journal-1.log', import.meta.url), 'utf8');
  writeFileSync(join(stateDir, 'journal.log'), text.replace('BOOT', bootId()).replace('/srv/shop/.zdev', stateDir));
  const { journal, notice } = readJournal(stateDir);
  expect(notice).toBeNull();
  expect(journal!.services.map(({ name, runs }) => [name, runs])).toEqual([
    ['web', 2],
    ['bad', 2],
  ]);
  expect(journal!.services[0]!.live).toMatchObject({ run: 2, wasReady: true, stopRequested: true });
});

test.each([
  -2, 2,
])('after the clock was set by %i days between two supervisors, no wait exceeds the longest', (days) => {
  const byMs = days * 86_400_000;
  const stateDir = changed((journal) => {
    for (const entry of journal.services) {
      entry['sinceAtMs'] = (entry['sinceAtMs'] as number) - byMs;
      if (entry['nextTryAtMs']) entry['nextTryAtMs'] = (entry['nextTryAtMs'] as number) - byMs;
      const live = entry['live'] as Record<string, number> | null;
      if (live) live['startedAtMs'] = live['startedAtMs']! - byMs;
    }
  });
  const nowMs = 7_000_000;
  const { services } = restore(stateDir, nowMs);
  const world = scenario(specs);
  world.nowMs = nowMs;
  world.tell({ type: 'restored', services });
  const [web, failing] = [world.of('web'), world.of('failing')];
  expect(failing.nextTryMs).toBeLessThanOrEqual(nowMs + 1000);
  expect(failing.sinceMs).toBeLessThanOrEqual(nowMs);
  expect(web.live!.startedMs).toBeLessThanOrEqual(nowMs);
});

test('nothing is adopted after the project was moved; nothing is known after it was copied', () => {
  const moved = changed((journal) => {
    journal['project'] = 'elsewhere';
    journal['stateDir'] = '/not/there/.zdev';
  });
  const { services, restarted } = restore(moved, 0);
  expect(services.every(({ live }) => live === null)).toBe(true);
  expect(restarted).toEqual(['web (the directory of the project was moved)']);
  const original = changed(() => {});
  const copy = tempDir();
  writeFileSync(join(copy, 'journal.log'), readFileSync(join(original, 'journal.log')));
  expect(readJournal(copy)).toEqual({ journal: null, notice: null });
});

test('a deleted journal is written again', () => {
  const { stateDir, journal } = open();
  journal.restore();
  expect(readdirSync(stateDir)).toEqual([]);
  journal.changed(scenario([service('web')]).up('web').state);
  journal.flush();
  rmSync(join(stateDir, 'journal.log'));
  journal.restore();
  expect(readJournal(stateDir).journal?.services).toHaveLength(1);
});

test('a journal of 500 services is cheap', () => {
  const many = Array.from({ length: 500 }, (_, number) => service(`service-${number}`));
  const world = scenario(many);
  for (const spec of many) world.start(spec.name).spawned(spec.name);
  const { journal } = open();
  journal.changed(world.state);
  journal.flush();
  const before = process.cpuUsage(); // CPU time, so that other work of the machine does not count
  for (let i = 0; i < 20; i++) {
    journal.changed(world.state);
    journal.flush();
  }
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000 / 20).toBeLessThan(25); // a few ms on an idle machine
});

const IDENTITY: RunIdentity = { pid: 2 ** 22 + 1, session: 'first' };

function open(nowMs = 0, identityOf: () => RunIdentity | null = () => IDENTITY) {
  const stateDir = tempDir();
  const journal = createJournal({
    stateDir,
    project: 'shop',
    session: 'first',
    handleOf: () => ({ identity: identityOf() }) as ProcessHandle,
    nowMs: () => nowMs,
    failed(message) {
      throw new Error(message);
    },
  });
  return { stateDir, journal };
}

function restore(stateDir: string, nowMs: number, next: readonly ServiceSpec[] = specs) {
  const { journal } = readJournal(stateDir);
  return restoredFrom({ journal: journal!, specs: next, nowMs, stateDir, projectId: 'shop' });
}

const near = (a: number, b: number) => Math.abs(a - b) < 5000;
