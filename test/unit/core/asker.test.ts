import { expect, test } from 'vitest';
import { causeOf } from '../../../src/core/causes/cause.ts';
import { closingText } from '../../../src/present/closing.ts';
import { conditionText } from '../../../src/present/condition.ts';
import { remarkOn } from '../../../src/present/narrate.ts';
import { triggerText } from '../../../src/present/trigger.ts';
import { scenario, service } from './scenario.ts';

const by = { name: 'zdev stop db', pid: 812 };
const why = (world: ReturnType<typeof scenario>, name = 'db') => {
  const { trigger } = world.of(name);
  return trigger && triggerText(trigger);
};
const up = () => scenario([service('db', { lifecycle: { restart: 'never' } })]).up('db');

test('a stop says which client asked for it; a client without a name is called a client of the socket', () => {
  expect(why(up().tell({ type: 'stop-requested', names: ['db'], by }))).toBe(
    'you asked for a stop (zdev stop db, pid 812)',
  );
  const anybody = { name: null, pid: null };
  expect(why(up().tell({ type: 'restart-requested', names: ['db'], dependents: false, by: anybody }))).toBe(
    'you asked for a restart (a client of the socket)',
  );
});

test('a reload and the stop of everything name the client, also in the last message', () => {
  const changed = service('db', { exec: 'other' });
  const auto = { name: 'auto_reload', pid: null };
  expect(why(up().tell({ type: 'specs-replaced', specs: [changed], by: auto }))).toBe(
    'its config changed (auto_reload)',
  );
  const world = up().tell({ type: 'shutdown-requested', force: false, by: { name: 'zdev down', pid: 9 } });
  expect(why(world)).toBe('everything is stopped (zdev down, pid 9)');
  expect(closingText(world.ends('db', 0).state, new Map())).toBe('everything is stopped (zdev down, pid 9)');
});

test('a run that ended after a signal of the user says who sent it; one that crashes later does not', () => {
  const world = up();
  const before = causeOf(world.of('db'), world.state, world.nowMs);
  world.tell({ type: 'kill-requested', names: ['db'], signal: 'SIGKILL', by: { name: 'the screen', pid: 7 } });
  world.ends('db', 'SIGKILL');
  const now = causeOf(world.of('db'), world.state, world.nowMs);
  expect(remarkOn(now, before, () => undefined)?.text).toBe('killed by SIGKILL; you sent SIGKILL (the screen, pid 7)');
  world.start('db').spawned('db').ends('db', 1);
  const later = causeOf(world.of('db'), world.state, world.nowMs);
  expect(remarkOn(later, before, () => undefined)?.text).toBe('exit code 1');
});

test('a service that ends well by itself and leaves something behind went into the background', () => {
  const world = up();
  const left = [{ pid: 12, command: 'sleep 1000' }];
  world.tell({ type: 'exited', name: 'db', run: 1, code: 0, signal: null, left });
  expect(conditionText(causeOf(world.of('db'), world.state, world.nowMs))).toBe(
    'ended (exit code 0); it went into the background: zdev ended what it left behind, pid 12 (sleep 1000)',
  );
});

test.each([
  [137, 'failed: killed by SIGKILL (exit code 137)'],
  [139, 'failed: killed by SIGSEGV (exit code 139)'],
  [3, 'failed: exit code 3'],
  [255, 'failed: exit code 255'],
])('exit code %i of a shell means what the shell says about its command', (code, text) => {
  const world = up().ends('db', code);
  expect(conditionText(causeOf(world.of('db'), world.state, world.nowMs))).toBe(text);
});
