import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { calls, containers, engine, setUp } from '../helpers/containers.ts';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev.ts';
import { expectInOrder, freePort, LIVES } from '../helpers/zdev-text.ts';

test('a container is started, checked, waited for, and ends with its service', async ({ rig }) => {
  const port = await freePort();
  const command =
    "echo container starts; touch healthy; trap 'echo container ends; exit 0' TERM; while :; do sleep 0.1; done";
  const env = setUp(rig, { db: { command, more: `ports: ["${port}:80"], healthcheck: { test: test -f healthy }` } });
  rig.write(
    'compose.yaml',
    `${readFileSync(join(rig.dir, 'compose.yaml'), 'utf8')}  api: { command: ${JSON.stringify(LIVES)}, depends_on: { db: { condition: service_healthy } } }\n`,
  );
  const zdev = rig.zdev(['up'], { env });
  await zdev.prints('api | up');
  expect(containers(rig)).toHaveLength(1);
  const rows = rig.zdev(['ps', '--json'], { env });
  await rows.ended();
  expect(JSON.parse(rows.stdout).services[0]).toMatchObject({ name: 'db', command: 'image an-image' });
  expect(await zdev.stop()).toBe(0);
  expectInOrder(zdev.text, 'db | container starts', 'db: ready', 'api | up', 'api | bye', 'db | container ends');
  const [name] = containers(rig, /create .*--name (\S+)/);
  expectInOrder(
    calls(rig),
    'pull an-image',
    'create ',
    'start --attach',
    `exec ${name} /bin/sh -c`,
    'kill --signal SIGTERM',
    'rm ',
  );
  expect(calls(rig)).toMatch(
    new RegExp(`^create --name ${name} --label zdev.run=\\S+/db/\\d+ .*--init .*--publish ${port}:80 an-image`, 'm'),
  );
  expect(containers(rig)).toEqual([]);
});

test('the exit status and the last words of a container are those of its service, before and after the stop signal', async ({
  rig,
}) => {
  const env = setUp(rig, {
    job: { command: 'echo almost; exit 7' },
    server: { command: "trap 'echo one; echo last; exit 5' TERM; echo up; while :; do sleep 0.1; done" },
  });
  const zdev = rig.zdev(['up', '--exit-on', 'never'], { env });
  await zdev.prints('server | up');
  await zdev.prints('job: exit code 7');
  await zdev.stop();
  expectInOrder(zdev.text, 'job | almost', 'job: exit code 7');
  expectInOrder(zdev.text, 'server: stopping', 'server | one', 'server | last', 'server: exited with code 5');
});

test('a command that the image has not got is no start: it is told, and nothing is ready', async ({ rig }) => {
  const env = engine(rig);
  rig.write('compose.yaml', 'services:\n  a: { image: an-image, command: [nosuchcmd] }\n');
  const zdev = rig.zdev(['up', '-d', '--wait'], { env });
  expect(await zdev.ended()).toBe(1);
  expect(zdev.text).toContain('the image an-image has no command "nosuchcmd"');
  expect(zdev.text).not.toContain('all are ready');
  await rig.zdev(['down'], { env }).ended();
  expect(containers(rig)).toEqual([]);
});

test('run goes into the container that runs, or makes one of its own', async ({ rig }) => {
  const env = setUp(rig, { a: { command: LIVES, more: 'environment: { WORD: here }, ports: ["1:2"]' } });
  const own = rig.zdev(['run', 'a', '--', 'sh', '-c', 'echo $WORD; exit 4'], { env });
  expect(await own.ended()).toBe(4);
  expect(own.stdout).toBe('here\n');
  expect(calls(rig)).toMatch(/^create --name \S+-a-run-\d+ .*--rm/m);
  expect(calls(rig)).not.toContain('--publish');
  const zdev = rig.zdev(['up', '--free-ports'], { env: { ...env } });
  await zdev.prints('a | up');
  const live = containers(rig);
  const inside = rig.zdev(['run', 'a', '--', 'echo', 'inside'], { env });
  expect(await inside.ended()).toBe(0);
  expect(inside.stdout).toBe('inside\n');
  expect(calls(rig)).toContain(`exec --interactive ${live[0]} echo inside`);
  expect(containers(rig)).toEqual(live);
  await zdev.stop();
});

test('the health check of an image counts, and so do its stop signal and its own init', async ({ rig }) => {
  const env = setUp(rig, { a: { command: "trap 'echo int; exit 0' INT; echo up; while :; do sleep 0.1; done" } });
  const config = {
    Entrypoint: ['/init'],
    StopSignal: 'SIGINT',
    Healthcheck: { Test: ['CMD-SHELL', 'test -f go'], Interval: 1e8, Retries: 100 },
  };
  rig.write('docker/image', JSON.stringify([{ Config: config }]));
  const zdev = rig.zdev(['up'], { env });
  await zdev.prints('a | up');
  await until(() => /^exec \S+ \/bin\/sh -c test -f go/m.test(calls(rig)), { what: 'it is asked for its health' });
  expect(zdev.text).not.toContain('a: ready');
  rig.write('go', '');
  await zdev.prints('a: ready');
  expect(await zdev.stop()).toBe(0);
  expect(zdev.text).toContain('a | int');
  expect(calls(rig)).not.toContain('--init');
});
