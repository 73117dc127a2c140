import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { onPath } from '../helpers/fake-programs.ts';
import { until } from '../helpers/wait.ts';
import { type Rig, test } from '../helpers/zdev.ts';
import { expectInOrder, freePort, LIVES, STUBBORN } from '../helpers/zdev-text.ts';

/** A compose file whose services run in containers of a stand-in for docker: each by a command of the shell. */
function setUp(rig: Rig, services: Readonly<Record<string, { command: string; more?: string }>>) {
  const entries = Object.entries(services).map(
    ([name, { command, more = '' }]) =>
      `  ${name}: { image: an-image, command: [sh, -c, ${JSON.stringify(command)}]${more === '' ? '' : `, ${more}`} }\n`,
  );
  rig.write('compose.yaml', `services:\n${entries.join('')}`);
  return engine(rig);
}

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

/** No other that this machine may have is taken in its place. */
const engine = (rig: Rig) => ({ ...onPath(rig, { docker: 'fake-docker.mjs' }), ZDEV_CONTAINER_ENGINE: 'docker' });

/** What docker was asked for, a line each. */
const calls = (rig: Rig) => readFileSync(join(rig.dir, 'docker/calls'), 'utf8');

/** Names of containers that run, or that a call names. */
function containers(rig: Rig, named?: RegExp): string[] {
  if (named !== undefined) return [...calls(rig).matchAll(new RegExp(named, 'gm'))].map(([, name]) => name!);
  return existing(rig).filter((name) => {
    const { pid } = JSON.parse(readFileSync(join(rig.dir, `docker/${name}.json`), 'utf8'));
    return pid !== undefined && existsSync(`/proc/${pid}`);
  });
}

/** Names of containers that have not been removed. */
function existing(rig: Rig): string[] {
  return readdirSync(join(rig.dir, 'docker')).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []));
}

function kill(rig: Rig, signal: NodeJS.Signals): void {
  process.kill(JSON.parse(readFileSync(join(rig.dir, '.zdev/zdev.pid'), 'utf8')).pid, signal);
}
