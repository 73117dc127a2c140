import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { lives } from '../helpers/processes.ts';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev-background.ts';
import { ZDEV_BIN } from '../helpers/zdev-process.ts';
import { LIVES } from '../helpers/zdev-text.ts';

const service = (name: string, more = '') => `[services.${name}]\nexec = ${JSON.stringify(LIVES)}\n${more}\n`;

test('a supervisor whose own package was removed goes on, and another version takes its place', async ({
  rig,
  project,
}) => {
  // A zdev of another version, that is there only for its start.
  const other = join(rig.dir, 'package');
  cpSync(dirname(ZDEV_BIN), other, { recursive: true });
  for (const name of readdirSync(other).filter((each) => each.endsWith('.cjs'))) {
    const text = readFileSync(join(other, name), 'latin1');
    writeFileSync(join(other, name), text.replaceAll('"0.1.0"', '"9.9.9"'), 'latin1');
  }
  rig.write('zinit.toml', service('a'));
  const up = rig.shell(`"${process.execPath}" package/zdev.cjs up -d --wait`);
  expect(await up.ended()).toBe(0);
  rmSync(other, { recursive: true });
  const first = project.supervisor();
  const { a } = await project.pids();

  const ps = await project.run(['ps']);
  expect(ps.stderr).toBe(
    `zdev in ${rig.dir} is version 9.9.9, this command is 0.1.0: "zdev up --replace" replaces it with yours\n`,
  );
  expect(ps.stdout).toMatch(/^a +running/m);
  // All that is loaded late: the reader of the config, watching, probes, process tables, the thread of fronts.
  const health = 'health = { type = "exec", target = "true" }\nwatch = ["src"]\nport = "auto"\nlisten = "unix:b.sock"';
  rig.write('zinit.toml', service('a') + service('b', health));
  rig.write('src/file', '1');
  await project.ok('reload');
  await project.untilRow('b', ({ ready }) => ready);
  await project.ok('restart', 'b');
  await project.ok('stop', 'b');
  await project.ok('start', 'b');
  await project.ok('tree');
  await project.ok('why', 'b');
  // The thread counts.
  expect(await project.call('xinet.status_all')).toMatchObject({ result: [{ name: 'b', total_connections: 0 }] });
  expect(await project.call('rpc.discover')).toMatchObject({ result: expect.anything() });
  expect(await project.call('service.stats', { name: 'a' })).toMatchObject({ result: expect.anything() });
  rig.write('zinit.toml', service('a') + service('c!'));
  expect((await project.run(['reload'])).status).toBe(2);
  rig.write('zinit.toml', service('a') + service('b', health));

  await project.ok('up', '--replace');
  expect(project.supervisor()).not.toBe(first);
  expect(lives(first)).toBe(false);
  expect((await project.pids())['a']).toBe(a);
  expect((await project.run(['ps'])).stderr).toBe('');
});

test('--replace stops in order what cannot live on, and starts it anew; without a zdev it is an ordinary up', async ({
  rig,
  project,
}) => {
  rig.write('zinit.toml', service('a'));
  const first = rig.zdev(['up', '--replace']);
  await first.prints('| up');
  const { a } = await project.pids();
  await project.ok('up', '-d', '--replace', '--wait');
  expect(await first.ended()).toBe(0);
  expect(first.text).toContain('| bye');
  await until(() => !lives(a!));
  expect((await project.pids())['a']).not.toBe(a);
});

test('if the thread of fronts ends without having been told to, zdev says so and ends: nobody waits for it for ever', async ({
  rig,
}) => {
  const broken = join(rig.dir, 'package');
  cpSync(dirname(ZDEV_BIN), broken, { recursive: true });
  writeFileSync(join(broken, 'adapters-front-worker.cjs'), '');
  rig.write('zinit.toml', service('a', 'port = "auto"\nlisten = "unix:a.sock"'));
  const up = rig.shell(`exec "${process.execPath}" package/zdev.cjs up`);
  expect(await up.ended()).not.toBe(0);
  expect(up.text).toContain('the thread of fronts and names has ended, with exit code 0');
  await until(() => rig.services().length === 0, { what: 'the guardian has ended what was started' });
});
