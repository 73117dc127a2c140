import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { onPath } from '../helpers/fake-programs.ts';
import { until } from '../helpers/wait.ts';
import { type Rig, test } from '../helpers/zdev.ts';
import { expectInOrder, freePort, LIVES, STUBBORN } from '../helpers/zdev-text.ts';

test('process-compose: held back until healthy, a oneshot, and an ordered end', async ({ rig }) => {
  rig.write(
    'process-compose.yaml',
    `environment: [GREETING=hello]
processes:
  db:
    command: "echo db starts; until test -f go; do sleep 0.05; done; touch healthy; exec sleep 300"
    readiness_probe:
      exec: { command: test -f healthy }
  seed:
    command: 'test -f healthy && echo "$GREETING from seed"'
    depends_on: { db: { condition: process_healthy } }
  api:
    command: |
      ${LIVES.replaceAll('\n', ' ')}
    depends_on: { seed: { condition: process_completed_successfully } }
  tool: { command: echo wrong, disabled: true }
`,
  );
  const zdev = rig.up('-f', 'process-compose.yaml');
  await zdev.prints('db | db starts');
  expect(zdev.text).not.toContain('seed |');
  rig.write('go', '');
  await zdev.prints('api | up');
  expect(await zdev.stop()).toBe(0);
  expectInOrder(zdev.text, 'db starts', 'db: ready', 'seed | hello from seed', 'api | up', 'api | bye');
  expect(zdev.text).not.toContain('wrong');
  expect(zdev.stderr).toBe('');
});

test('check and run take such a file too; what is lost is a warning with its line', async ({ rig }) => {
  rig.write('stack.yml', 'processes:\n  a:\n    command: echo "$A"\n    environment: [A=1]\n    is_elevated: true\n');
  const check = rig.zdev(['check', '-f', 'stack.yml']);
  expect(await check.ended()).toBe(0);
  expect(check.stdout).toBe('stack.yml: ok (a)\n');
  expect(check.stderr).toContain('--> stack.yml:5:5');
  const run = rig.zdev(['run', '-f', 'stack.yml', 'a']);
  expect(await run.ended()).toBe(0);
  expect(run.stdout).toBe('1\n');
});

test('compose: a container is started, checked, waited for, and ends with its service', async ({ rig }) => {
  const env = onPath(rig, { docker: 'fake-docker.mjs' });
  const port = await freePort();
  rig.write(
    'compose.yaml',
    `services:
  db:
    image: an-image
    command: [sh, -c, "echo container starts; touch healthy; trap 'echo container ends; exit 0' TERM; while :; do sleep 0.1; done"]
    ports: ["${port}:80"]
    healthcheck: { test: test -f healthy }
  api:
    command: ${JSON.stringify(LIVES)}
    depends_on: { db: { condition: service_healthy } }
`,
  );
  const zdev = rig.zdev(['up', '-f', 'compose.yaml'], { env });
  await zdev.prints('api | up');
  expect(containers(rig).length).toBe(1);
  expect(await zdev.stop()).toBe(0);
  expectInOrder(zdev.text, 'db | container starts', 'db: ready', 'api | up', 'api | bye');
  const [name] = /zdev-\S+-db/.exec(calls(rig)) ?? [];
  for (const call of ['pull an-image', `exec ${name} /bin/sh -c`, `stop -t 10 ${name}`, `rm --force ${name}`])
    expect(calls(rig)).toContain(call);
  expect(calls(rig)).toMatch(new RegExp(`^run .*--name ${name} .*--publish ${port}:80 an-image`, 'm'));
});

test('compose: the exit status of a container is that of its service', async ({ rig }) => {
  const env = onPath(rig, { docker: 'fake-docker.mjs' });
  rig.write('compose.yaml', 'services:\n  job: { image: an-image, command: [sh, -c, "exit 7"] }\n');
  const zdev = rig.zdev(['up', '-f', 'compose.yaml', '--exit-on', 'any'], { env });
  expect(await zdev.ended()).toBe(7);
});

test('compose: a container that ignores its signal does not outlive a zdev that is killed', async ({ rig }) => {
  const env = onPath(rig, { docker: 'fake-docker.mjs' });
  const command = JSON.stringify(STUBBORN);
  rig.write(
    'compose.yaml',
    `services:\n  db: { image: an-image, command: [sh, -c, ${command}], stop_grace_period: 1s }\n`,
  );
  const zdev = rig.zdev(['up', '-f', 'compose.yaml'], { env });
  await zdev.prints('db | up');
  zdev.kill('SIGKILL');
  await until(() => containers(rig).length === 0, { timeoutMs: 20_000, what: 'the container is gone' });
});

test('compose without a container engine: what needs one cannot start, and says so; the others start', async ({
  rig,
}) => {
  rig.write('compose.yaml', 'services:\n  db:\n    image: postgres\n  api: { command: echo api runs }\n');
  const zdev = rig.zdev(['up', '-f', 'compose.yaml'], { env: { PATH: rig.dir } });
  await zdev.prints('api | api runs');
  expect(await zdev.ended()).toBe(1);
  expect(zdev.text).toContain('db: cannot start: no container engine');
  expect(zdev.text).toContain('x-zdev: { exec:');
});

test('a directory with only a compose file runs it, with the override beside it', async ({ rig }) => {
  rig.write('compose.yaml', 'services:\n  a: { command: sleep 300, environment: { A: base } }\n');
  rig.write('compose.override.yaml', 'services:\n  a: { command: "sh -c \'echo is $$A; sleep 300\'" }\n');
  const zdev = rig.up();
  await zdev.prints('a | is base');
  expect(await zdev.stop()).toBe(0);
});

/** What docker was asked for, a line each. */
const calls = (rig: Rig) => readFileSync(join(rig.dir, 'docker/calls'), 'utf8');

/** Containers that docker has. */
function containers(rig: Rig): string[] {
  const names = [...new Set(calls(rig).match(/(?<=--name )\S+/g) ?? [])];
  return names.filter((name) => existsSync(join(rig.dir, `docker/${name}.pid`)));
}
