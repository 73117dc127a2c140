import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { calls, containers, existing, kill, setUp, untilWritten } from '../helpers/containers.ts';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev.ts';
import { LIVES, STUBBORN } from '../helpers/zdev-text.ts';

test('one that does not become ready in time is ended, and so is one at the second Ctrl-C', async ({ rig }) => {
  const env = setUp(rig, {
    late: {
      command: STUBBORN,
      more: 'healthcheck: { test: "false" }, stop_grace_period: 100s, x-zdev: { lifecycle: { start_timeout_ms: 1000 }, health: { type: exec, target: "false", interval_ms: 100, retries: 1, timeout_ms: 100 } }',
    },
    stubborn: { command: STUBBORN, more: 'stop_grace_period: 100s' },
  });
  const zdev = rig.zdev(['up', '--exit-on', 'never'], { env });
  await zdev.prints('late: start timeout');
  await until(() => containers(rig).length === 1, { what: 'the late one is gone' });
  await zdev.prints('stubborn | up');
  zdev.kill('SIGINT');
  await zdev.prints('waiting for stubborn');
  zdev.kill('SIGINT');
  expect(await zdev.ended()).toBe(0);
  expect(containers(rig)).toEqual([]);
});

test('a zdev that is killed leaves no container, even one that ignores its signal', async ({ rig }) => {
  const env = setUp(rig, { db: { command: STUBBORN, more: 'stop_grace_period: 100s' } });
  const zdev = rig.zdev(['up'], { env });
  await zdev.prints('db | up');
  zdev.kill('SIGKILL');
  await until(() => containers(rig).length === 0, { timeoutMs: 20_000, what: 'the container is gone' });
});

test('a supervisor in the background that is killed is followed by one that goes on with its containers', async ({
  rig,
}) => {
  const env = setUp(rig, {
    a: { command: LIVES },
    gone: { command: 'echo up; until test -f go; do sleep 0.1; done; exit 3' },
  });
  const up = () => rig.zdev(['up', '-d', '--wait'], { env }).ended();
  expect(await up()).toBe(0);
  const before = containers(rig);
  for (const name of ['a', 'gone']) await untilWritten(rig, name);
  kill(rig, 'SIGKILL');
  rig.write('go', '');
  await until(() => containers(rig).length === 1, { what: 'one has ended meanwhile' });
  await rig.zdev(['up', '-d'], { env }).ended();
  const why = async () => {
    const zdev = rig.zdev(['why', 'gone'], { env });
    await zdev.ended();
    return zdev.stdout;
  };
  await until(async () => (await why()).includes('exit code 3'), { what: 'the end of the other is known' });
  expect(containers(rig)).toEqual(before.filter((name) => name.endsWith('-a')));
  kill(rig, 'SIGKILL');
  expect(await rig.zdev(['down'], { env }).ended()).toBe(0);
  expect(containers(rig)).toEqual([]);
  expect(existing(rig)).toEqual([]);
});

test('an engine that does not answer gets a word, and what cannot start says why', async ({ rig }) => {
  const env = setUp(rig, { a: { command: LIVES } });
  rig.write('docker/ps.fails', 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?\n');
  const down = rig.zdev(['up'], { env });
  expect(await down.ended()).toBe(1);
  expect(down.text).toContain('a: cannot start: docker: Cannot connect to the Docker daemon');
  rig.write('docker/ps.fails', '');
  rig.write('docker/hangs', '');
  const hangs = rig.zdev(['up'], { env });
  await hangs.prints('a | docker does not answer yet: is its daemon running?');
  await hangs.stop();
});

test('what an engine does not know is found out once, and done without', async ({ rig }) => {
  const env = setUp(rig, { a: { command: LIVES } });
  rig.write('compose.yaml', `${readFileSync(join(rig.dir, 'compose.yaml'), 'utf8')}  here: { command: sleep 300 }\n`);
  rig.write('docker/lacks', 'host-gateway\n--init\n');
  const zdev = rig.zdev(['up'], { env });
  await zdev.prints('a | up');
  expect(await zdev.stop()).toBe(0);
  const made = calls(rig).match(/^create .*$/gm)!;
  expect(made.at(-1)).not.toMatch(/--init|host-gateway/);
  expect(made.at(-1)).toContain('--add-host here:10.0.0.1');
});
