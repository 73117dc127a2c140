import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Lack, lacking } from '../helpers/file-system.ts';
import { test } from '../helpers/zdev-background.ts';

const LACKS: [string, Lack][] = [
  ['knows no hard links', 'links'],
  ['keeps everything open to all, whatever is asked for', 'permissions'],
];

for (const [what, lack] of LACKS) {
  test(`on a file system that ${what}, a project has one supervisor, and ends whole`, async ({ rig, project }) => {
    rig.write('Procfile', 'a: echo up; exec sleep 300\n');
    // With CI set, services have pipes: a terminal of their own would be one more process.
    const env = { ...lacking(lack, rig.dir), CI: 'true' };
    const run = async (...args: string[]) => {
      const ran = await project.run(args, { env });
      expect(ran, args.join(' ')).toMatchObject({ status: 0 });
      return ran.stdout;
    };
    await Promise.all([run('up', '-d', '--wait'), run('up', '-d', '--wait')]);
    expect(await run('ps')).toMatch(/^a +running/m);
    expect(rig.services(), 'the service and its leader').toHaveLength(2);
    expect(await run('logs', 'a')).toContain('up');
    // What anybody could write to does not say who runs.
    expect(existsSync(join(rig.dir, '.zdev', 'zdev.sock'))).toBe(lack === 'links');
    await run('down');
    expect(rig.services()).toEqual([]);
  });
}

const TWO = '[services.a]\nexec = "exec sleep 300"\n[services.b]\nexec = "exec sleep 300"\n';

for (const [what, lack] of [
  ['is full', 'room'],
  ['is read-only', 'writing'],
] as const) {
  test(`when the file system ${what} and the supervisor was killed, down ends its services`, async ({
    rig,
    project,
  }) => {
    rig.write('zinit.toml', TWO);
    await project.ok('up', '-d');
    await project.kill();
    const env = lacking(lack, rig.dir);
    expect(await project.run(['down'], { env })).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/stopped services that it had left running: (a, b|b, a)$/m),
    });
    expect(rig.services()).toEqual([]);
    expect((await project.run(['down'])).status).toBe(0);
    await project.ok('up', '-d', '--wait');
    expect(await project.ok('ps')).toMatch(/^a +running .*\nb +running /m);
  });
}

test('when the project becomes read-only, the next supervisor ends what runs and starts it once; what it knew is not taken up again', async ({
  rig,
  project,
}) => {
  rig.write('zinit.toml', TWO);
  await project.ok('up', '-d');
  await project.ok('down', '--keep');
  const before = rig.services();
  const env = lacking('writing', rig.dir);
  const { stderr } = await project.run(['up', '-d', '--wait'], { env });
  expect(stderr).toMatch(/state is kept in .*\.zdev is on a read-only file system/);
  expect(stderr).toMatch(/ended what an earlier zdev had left running: /);
  expect(before.filter((pid) => rig.services().includes(pid))).toEqual([]);
  await project.run(['down'], { env });
  expect(rig.services()).toEqual([]);
  await project.ok('up', '-d', '--wait');
  expect(await project.rows()).toMatchObject({ a: { run: 1, restarts: 0 }, b: { run: 1, restarts: 0 } });
});

test('when the disk is full, up --replace leaves the supervisor that runs in its place', async ({ rig, project }) => {
  rig.write('zinit.toml', TWO);
  await project.ok('up', '-d', '--wait');
  const [pid, services] = [project.supervisor(), rig.services()];
  const { status, stderr } = await project.run(['up', '-d', '--replace'], { env: lacking('room', rig.dir) });
  expect([status, stderr]).toEqual([
    1,
    expect.stringMatching(/^error: cannot keep state in .*: the disk is full\n {2}hint: /),
  ]);
  expect([project.supervisor(), rig.services()]).toEqual([pid, services]);
  await project.ok('up', '-d', '--replace', '--wait');
  expect(project.supervisor()).not.toBe(pid);
});
