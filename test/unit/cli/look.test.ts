import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ps } from '../../../src/cli/commands/ps.ts';
import { tree } from '../../../src/cli/commands/tree.ts';
import { why } from '../../../src/cli/commands/why.ts';
import { FakeControl } from '../rpc/fake-control.ts';
import { never, service, target, tcpHealth } from '../rpc/specs.ts';
import { fakeCaller, runningProject, shop } from './rig.ts';

const failing = () => {
  const specs = shop().map((spec) => (spec.name === 'db' ? { ...spec, lifecycle: never, health: tcpHealth } : spec));
  return new FakeControl(specs, { db: { exits: 3 } }).up();
};

test('ps lists what runs, with pid, port and memory, and what does not, with the reason', async () => {
  const { io } = await runningProject();
  expect(await ps({}, [], io)).toBe(0);
  const lines = io.printed().split('\n');
  expect(lines[0]).toMatch(/^NAME +STATE +PID +UPTIME +RESTARTS +PORT +CPU +MEM$/);
  expect(lines[1]).toMatch(/^db +running +101 +0s +5432 +0\.0% +21 MB$/);
  expect(lines[2]).toMatch(/^migrate +done$/);
  const other = await runningProject(failing());
  expect(await ps({}, ['api', 'db'], other.io)).toBe(0);
  expect(other.io.printed()).toMatch(/^db +failed: exit code 3 *\d*/m);
  expect(other.io.printed()).toMatch(/^api +blocked \(migrate, db\)$/m);
  expect(other.io.printed()).not.toContain('web');
});

test('ps --json is what the socket says', async () => {
  const { io } = await runningProject();
  expect(await ps({ json: true }, [], io)).toBe(0);
  const { project, services } = JSON.parse(io.printed());
  expect(project).toBe('shop');
  expect(services.map((row: { name: string }) => row.name)).toEqual(['db', 'migrate', 'api', 'web']);
  expect(services[0]).toMatchObject({ state: 'running', pid: 101, port: 5432, memory_bytes: 21_803_008 });
});

test('a table is no wider than the terminal, and coloured where that is wanted', async () => {
  const { dir } = await runningProject(failing());
  const narrow = fakeCaller(dir, { columns: 60, terminal: true, color: { out: true, err: true } });
  await ps({}, [], narrow);
  expect(narrow.printed()).toContain('\x1b[31mfailed');
  const widths = narrow
    .printed()
    .split('\n')
    .map((line) => line.replace(/\x1b\[\d+m/g, '').length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(60);
});

test('an unknown name is an error with the nearest one', async () => {
  const { io } = await runningProject();
  expect(await ps({}, ['wbe'], io)).toBe(1);
  expect(io.complained()).toBe('error: no service is called "wbe"\n  hint: did you mean "web"?\n');
  expect(io.printed()).toBe('');
});

test('why follows the chain to the cause and shows its last output', async () => {
  const control = failing();
  control.logs.add('db', 'starting');
  control.logs.add('db', 'no space left on device');
  const { io } = await runningProject(control);
  expect(await why({}, ['web'], io)).toBe(1);
  expect(io.printed()).toBe(
    [
      'web: blocked (api)',
      '  requires api: blocked (migrate, db)',
      '    requires migrate: blocked (db)',
      '      requires db: failed: exit code 3',
      '    requires db: failed: exit code 3',
      '  last output of db:',
      '    | starting',
      '    | no space left on device',
      '',
    ].join('\n'),
  );
});

test('why tells the last error of a health check, and nothing more of what runs', async () => {
  const control = new FakeControl([service('db', { health: tcpHealth }), service('api', { requires: ['db'] })], {
    db: 'never-ready',
  }).up();
  control.send({
    type: 'probed',
    name: 'db',
    run: 1,
    attempt: 1,
    ok: false,
    error: { type: 'message', text: 'connect ECONNREFUSED 127.0.0.1:34797' },
    answered: false,
  });
  const { io, dir } = await runningProject(control);
  expect(await why({}, ['api'], io)).toBe(1);
  expect(io.printed()).toContain('db: last health check: connect ECONNREFUSED 127.0.0.1:34797\n');
  const json = fakeCaller(dir);
  await why({ json: true }, ['api'], json);
  expect(JSON.parse(json.printed())).toMatchObject({ name: 'api', roots: [{ name: 'db' }] });

  const other = await runningProject();
  expect(await why({}, ['api'], other.io)).toBe(0);
  expect(other.io.printed()).toBe('api: running\n');
});

test('why without a name tells everything that is not as wanted, once, and its status says whether there is anything', async () => {
  const specs = [
    service('db', { lifecycle: never }),
    service('api', { requires: ['db'] }),
    service('web', { requires: ['api'] }),
    service('off', { status: 'stop' }),
  ];
  const control = new FakeControl(specs, { db: { exits: 3 } }).up();
  control.logs.add('db', 'FATAL: no disk');
  const { io, dir } = await runningProject(control);
  expect(await why({}, [], io)).toBe(1);
  expect(io.printed()).toBe(
    ['db: failed: exit code 3', '  last output of db:', '    | FATAL: no disk', '  api, web wait for db', ''].join(
      '\n',
    ),
  );
  const json = fakeCaller(dir);
  expect(await why({ json: true }, [], json)).toBe(1);
  expect(JSON.parse(json.printed())).toMatchObject({ ok: false, problems: [{ name: 'db', waiting: ['api', 'web'] }] });
  const fine = await runningProject();
  expect(await why({}, [], fine.io)).toBe(0);
  expect(fine.io.printed()).toBe('everything is as wanted\n');
});

test('why says what can be done: a service that is down has to be started', async () => {
  const control = new FakeControl([service('db', { status: 'stop' }), service('api', { requires: ['db'] })]);
  control.send({ type: 'start-requested', names: ['api'], withDependencies: false });
  const { io } = await runningProject(control);
  expect(await why({}, ['api'], io)).toBe(1);
  expect(io.printed()).toContain(
    '  next: zdev start db (on the screen: s starts it), or let "db" start: status = "start"\n',
  );
});

test('a file of another project in the same directory is refused, with the one that runs', async () => {
  const { io, dir, control } = await runningProject();
  control.files = [join(dir, 'zinit.toml')];
  writeFileSync(join(dir, 'other.toml'), '');
  writeFileSync(join(dir, 'zinit.toml'), '');
  expect(await why({ file: 'other.toml' }, ['db'], io)).toBe(1);
  expect(io.complained()).toContain(`with ${join(dir, 'zinit.toml')}, not with ${join(dir, 'other.toml')}`);
  expect(await why({ file: 'zinit.toml' }, ['db'], fakeCaller(dir))).toBe(0);
});

test('tree draws each service and target once, under the first that it requires', async () => {
  const specs = [target('backend', ['api']), ...shop(), service('mail')];
  const { io, dir } = await runningProject(new FakeControl(specs, { migrate: { exits: 0 } }).up());
  expect(await tree({}, [], io)).toBe(0);
  expect(io.printed()).toBe(
    [
      'db                running',
      '└─ migrate        done',
      '   └─ api         running  (also requires db)',
      '      ├─ backend  running',
      '      └─ web      running',
      'mail              running',
      '',
    ].join('\n'),
  );
  const json = fakeCaller(dir);
  await tree({ json: true }, [], json);
  const [db, mail] = JSON.parse(json.printed());
  expect(db).toMatchObject({ name: 'db', children: [{ name: 'migrate', children: [{ name: 'api' }] }] });
  expect(mail).toMatchObject({ name: 'mail', children: [] });
});

test('targets that want each other are both in the tree', async () => {
  const specs = [
    { ...target('a', []), wants: ['b'] },
    { ...target('b', []), wants: ['a'] },
  ];
  const { io } = await runningProject(new FakeControl(specs).up());
  await tree({}, [], io);
  expect(io.printed()).toBe('a  running\nb  running\n');
});
