import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';
import { needs } from '../helpers/needs.ts';
import { until } from '../helpers/wait.ts';
import { type Rig, test } from '../helpers/zdev.ts';
import { expectInOrder } from '../helpers/zdev-text.ts';

const IMAGE = 'docker.io/library/busybox:1';

/** Why these tests cannot be run here; null when they can. */
function obstacle(): string | null {
  const podman = (...args: string[]) => spawnSync('podman', args, { encoding: 'utf8', timeout: 20_000 });
  if (podman('--version').status !== 0) return 'there is no podman';
  if (podman('image', 'exists', IMAGE).status !== 0) return `podman has no image ${IMAGE}`;
  const { status, stderr } = podman('run', '--rm', '--network', 'none', IMAGE, 'true');
  return status === 0 ? null : `podman cannot run a container: ${stderr.trim().split('\n').at(-1)}`;
}

const why = obstacle();
const podman = { ...needs(why === null, why ?? ''), timeout: 120_000 };

const env = { ZDEV_CONTAINER_ENGINE: 'podman' };

/** `podman ps`, of the project alone. */
const containers = (rig: Rig) => list(['ps', '--all', '--format', '{{.Names}}'], rig);
const networks = (rig: Rig) => list(['network', 'ls', '--format', '{{.Name}}'], rig);

function list(args: readonly string[], rig: Rig): string[] {
  const { stdout } = spawnSync('podman', args, { encoding: 'utf8' });
  return stdout.split('\n').filter((name) => name.includes(rig.dir.slice(rig.dir.lastIndexOf('/') + 1).toLowerCase()));
}

test('podman: a database, a build, health checks and a network, from up to down', podman, async ({ rig }) => {
  rig.write('web/Dockerfile', `FROM ${IMAGE}\nENV MADE=built\nCMD ["sh", "-c", "sleep 1"]\n`);
  rig.write(
    'compose.yaml',
    `services:
  db:
    image: ${IMAGE}
    command: [sh, -c, "echo db starts as $$USERNAME; touch /tmp/ok; trap 'echo db ends; exit 3' TERM; while :; do sleep 0.1; done"]
    environment: { USERNAME: postgres }
    healthcheck: { test: [CMD, test, -f, /tmp/ok] }
    volumes: ["./data:/data"]
  web:
    build: ./web
    command: [sh, -c, "echo web was $$MADE; echo $$(cat /etc/hosts | wc -l) hosts; exec sleep 1000"]
    depends_on: { db: { condition: service_healthy } }
`,
  );
  rig.write('data/x', '');
  expect(await rig.zdev(['up', '-d', '--wait'], { env }).ended(60_000)).toBe(0);
  expect(containers(rig).map((name) => name.replace(/^.*-/, ''))).toEqual(['db', 'web']);
  expect(networks(rig)).toHaveLength(1);
  const [db] = containers(rig);
  const inspected = spawnSync('podman', ['inspect', db!], { encoding: 'utf8' }).stdout;
  expect(inspected).toContain(`"${networks(rig)[0]}"`);
  const inside = rig.zdev(['run', 'db', '--', 'sh', '-c', 'echo $USERNAME; ls /data; exit 4'], { env });
  expect(await inside.ended()).toBe(4);
  expect(inside.stdout).toBe('postgres\nx\n');
  const rows = rig.zdev(['ps', '--json'], { env });
  await rows.ended();
  const [row] = JSON.parse(rows.stdout).services;
  expect(row).toMatchObject({ name: 'db', ready: true, command: `image ${IMAGE}` });
  expect(row.memory_bytes).toBeGreaterThan(0);
  // the init passes the signal on to a program that would ignore it as the first process
  expect(await rig.zdev(['down'], { env }).ended(60_000)).toBe(0);
  const logs = rig.zdev(['logs'], { env });
  await logs.ended();
  expectInOrder(logs.stdout, 'db starts as postgres', 'web was built', 'db ends');
  expect([...containers(rig), ...networks(rig)]).toEqual([]);
  spawnSync('podman', ['rmi', '--force', ...list(['images', '--format', '{{.Repository}}'], rig)]);
});

test(
  'podman: what a killed zdev leaves is gone soon, and a command that is not there is no start',
  podman,
  async ({ rig }) => {
    rig.write(
      'compose.yaml',
      `services:\n  a: { image: "${IMAGE}", command: [sh, -c, "echo up; trap '' TERM; while :; do sleep 0.2; done"], init: false }\n  b: { image: "${IMAGE}", command: [nosuchcmd] }\n`,
    );
    const zdev = rig.zdev(['up', '--exit-on', 'never'], { env });
    await zdev.prints('a | up');
    await zdev.prints(`b: cannot start: the image ${IMAGE} has no command "nosuchcmd"`);
    zdev.kill('SIGKILL');
    await until(() => containers(rig).length + networks(rig).length === 0, { timeoutMs: 30_000, what: 'all is gone' });
  },
);
