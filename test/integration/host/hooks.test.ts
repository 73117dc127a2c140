import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Event } from '../../../src/core/event.ts';
import type { HooksSpec, ProjectHooks } from '../../../src/core/hooks.ts';
import { createHookRunner } from '../../../src/host/hooks/hook-runner.ts';
import { createHooks } from '../../../src/host/hooks/hooks.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { scenario, service } from '../../unit/core/scenario.ts';
import { FakeLogs } from '../../unit/rpc/fake-logs.ts';

function runner(limitMs = 10_000) {
  const told: string[] = [];
  const output: string[] = [];
  const opened = createHookRunner({
    open: (name, run) => ({ write: (chunk) => output.push(`${name} ${run}: ${chunk}`) > 0, onDrain() {}, end() {} }),
    told: (text) => told.push(text),
    limitMs,
  });
  onTestFinished(() => opened.close(0));
  return { ...opened, told, output };
}

const hook = (command: string) => ({ name: 'api:hook', command, dir: '/', env: process.env });

test('hooks of one service are run one after the other, and their output is theirs', async () => {
  const { run, output, told } = runner();
  run(hook('sleep 0.1; echo one'));
  run(hook('echo two; exit 3'));
  await until(() => told.length > 0);
  expect(output).toEqual(['api:hook 1: one\n', 'api:hook 2: two\n']);
  expect(told).toEqual(['api:hook: exit code 3: echo two; exit 3']);
});

test('a hook that takes too long is killed with everything that it started, and only ten hooks wait', async () => {
  const { run, told } = runner(100);
  for (let i = 0; i < 12; i++) run(hook('sleep 300 & sleep 300'));
  expect(told).toEqual(['api:hook: more than 10 wait; skipped: sleep 300 & sleep 300']);
  await until(() => told.length > 1);
  expect(told[1]).toContain('took longer than 0.1 s; killed');
});

/** A world whose hooks write what they are told into a file. */
function world(hooks: HooksSpec, own: ProjectHooks = {}) {
  const dir = tempDir();
  const logs = new FakeLogs();
  const started = scenario([service('api', { dir, hooks, lifecycle: { restart: 'never' } })]);
  const { run, close, told } = runner();
  const opened = createHooks({
    project: { name: 'shop', dir, hooks: () => own },
    state: () => started.state,
    nowMs: () => started.nowMs,
    logs,
    environ: process.env,
    runner: { run, close },
  });
  const { tell } = started;
  started.tell = (event: Event) => {
    const before = started.state;
    tell.call(started, event);
    opened.changed(started.state, before, new Set(started.state.services.keys()));
    return started;
  };
  const lines = async (count: number) => {
    const read = () => {
      try {
        return readFileSync(join(dir, 'log'), 'utf8').split('\n').slice(0, -1);
      } catch {
        return [];
      }
    };
    await until(() => read().length >= count, {
      what: () => `${count} lines: ${read().join(', ')} ${told.join(', ')}`,
    });
    return read();
  };
  return { started, opened, lines, logs };
}

const LOG = 'echo "$ZDEV_EVENT $ZDEV_SERVICE $ZDEV_RUN $ZDEV_STATE: $ZDEV_REASON" >> log';

test('each event of a service runs its hook, with its variables', async () => {
  const { started, opened, lines } = world(
    { on: { ready: LOG, failed: LOG, stopped: LOG, restarted: LOG } },
    { failed: 'echo "project $ZDEV_EVENT $ZDEV_SERVICE" >> log', down: 'echo "project down" >> log' },
  );
  started.start('api').spawned('api');
  expect(await lines(1)).toEqual(['ready api 1 running: running']);
  started.ends('api', 3);
  expect((await lines(3)).sort()).toEqual([
    'failed api 1 failed: failed: exit code 3',
    'project failed api',
    'ready api 1 running: running',
  ]);
  started.start('api').spawned('api');
  expect((await lines(5)).slice(3)).toEqual(['restarted api 2 running: running', 'ready api 2 running: running']);
  started.stop('api').ends('api', 'SIGTERM');
  expect((await lines(6)).at(-1)).toBe('stopped api 2 exited: stopped by you');
  await opened.end();
  expect((await lines(7)).at(-1)).toBe('project down');
});

test('a line that matches has its hook, at most once a second', async () => {
  const { started, opened, lines, logs } = world({
    on: {},
    output: { matches: '^compiled', run: 'echo "$ZDEV_LINE" >> log' },
  });
  started.start('api').spawned('api');
  const print = (text: string) => {
    logs.add('api', text);
    opened.lines();
  };
  for (const text of ['compiling', 'compiled 1', 'compiled 2']) print(text);
  started.wait(1000);
  print('compiled 3');
  expect(await lines(2)).toEqual(['compiled 1', 'compiled 3']);
});
