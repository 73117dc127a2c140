import { expect, test } from 'vitest';
import { kill } from '../../../src/cli/commands/kill.ts';
import { ps } from '../../../src/cli/commands/ps.ts';
import { reload } from '../../../src/cli/commands/reload.ts';
import { restart } from '../../../src/cli/commands/restart.ts';
import { start } from '../../../src/cli/commands/start.ts';
import { stop } from '../../../src/cli/commands/stop.ts';
import { why } from '../../../src/cli/commands/why.ts';
import { until } from '../../helpers/wait.ts';
import { FakeControl } from '../rpc/fake-control.ts';
import { never, service, tcpHealth } from '../rpc/specs.ts';
import { fakeCaller, runningProject, shop } from './rig.ts';

test('stop waits, and tells which others stopped; start brings all back', async () => {
  const { io, dir, control } = await runningProject();
  expect(await stop({}, ['api'], io)).toBe(0);
  expect(io.printed()).toBe('api: stopped\nweb: stopped too; it comes back with the rest\n');
  expect(control.state().services.get('api')?.phase.is).toBe('exited');
  const again = fakeCaller(dir);
  expect(await stop({}, ['api'], again)).toBe(0);
  expect(again.printed()).toBe('api: stopped already\n');
  const starting = fakeCaller(dir);
  expect(await start({}, ['api'], starting)).toBe(0);
  expect(starting.printed()).toMatch(/^api: ready after \d+ ms\n$/);
  expect(control.state().services.get('web')?.phase.is).toBe('running');
});

test('start also starts dependencies, unless --no-deps is given', async () => {
  const { io, dir, control } = await runningProject();
  control.send({ type: 'stop-requested', names: ['db'] });
  expect(await start({ 'no-deps': true }, ['api'], io)).toBe(1);
  expect(io.complained()).toContain('db: stopped by you');
  const other = fakeCaller(dir);
  expect(await start({}, ['api', 'migrate'], other)).toBe(0);
  expect(other.printed()).toMatch(/^api: ready after/m);
  expect(other.printed()).toMatch(/^migrate: done after/m);
});

test('a start that is not needed says so', async () => {
  const { io } = await runningProject();
  expect(await start({}, ['db'], io)).toBe(0);
  expect(io.printed()).toBe('db: ready already\n');
});

test('a failure ends the waiting with the reason and the last output, even if there will be another try', async () => {
  const specs = [service('db', { health: tcpHealth }), service('api', { requires: ['db'] })];
  const control = new FakeControl(specs).up();
  const { io } = await runningProject(control);
  control.behaviours.set('db', { exits: 7 });
  control.send({ type: 'stop-requested', names: ['db'] });
  control.logs.add('db', 'bad config');
  expect(await start({}, ['api'], io)).toBe(1);
  expect(io.printed()).toBe('');
  expect(io.complained()).toMatch(/^api: blocked \(db\)\n {2}requires db: failed: exit code 7\n/);
  expect(io.complained()).toContain('  db: next try in 1 s\n');
});

test('a restart that fails says why', async () => {
  const control = new FakeControl([service('api', { lifecycle: never })]).up();
  const { io } = await runningProject(control);
  control.behaviours.set('api', { exits: 1 });
  expect(await restart({}, ['api'], io)).toBe(1);
  expect(io.complained()).toMatch(/^api: failed: exit code 1\n/);
});

test('a time limit ends the waiting, not the start', async () => {
  const control = new FakeControl([service('api')], { api: 'stays-starting' });
  const { io } = await runningProject(control);
  expect(await start({ timeout: '0.05' }, ['api'], io)).toBe(1);
  expect(io.complained()).toMatch(/^api: not ready in time\napi: starting/);
  expect(control.state().services.get('api')?.phase.is).toBe('starting');
  await expect(start({ timeout: 'soon' }, ['api'], io)).rejects.toThrow('--timeout takes a number of seconds');
});

test('without waiting, the answer comes at once', async () => {
  const { io } = await runningProject(new FakeControl([service('api')], { api: 'stays-starting' }));
  expect(await start({ 'no-wait': true }, ['api'], io)).toBe(0);
});

test('restart starts a new run; with dependents, of them too', async () => {
  const { io, control } = await runningProject();
  expect(await restart({ dependents: true }, ['db'], io)).toBe(0);
  expect(io.printed()).toMatch(/^db: ready after/);
  expect(control.state().services.get('db')?.runs).toBe(2);
  expect(control.state().services.get('web')?.runs).toBe(2);
});

test('a star stands for any part of a name, and an entry for its instances', async () => {
  const specs = ['web.1', 'web.2', 'worker'].map((name) => service(name));
  const { io, dir, control } = await runningProject(new FakeControl(specs).up());
  expect(await stop({}, ['w*'], io)).toBe(0);
  expect(io.printed().match(/stopped/g)).toHaveLength(3);
  expect(await start({}, ['web'], fakeCaller(dir))).toBe(0);
  expect([...control.state().services.values()].filter(({ live }) => live).map(({ spec }) => spec.name)).toEqual([
    'web.1',
    'web.2',
  ]);
  const wrong = fakeCaller(dir);
  expect(await stop({}, ['x*'], wrong)).toBe(1);
  expect(wrong.complained()).toContain('no service matches "x*"');
});

test('if any name is unknown, nothing is done', async () => {
  const { io, control } = await runningProject();
  expect(await stop({}, ['db', 'nope'], io)).toBe(1);
  expect(control.state().services.get('db')?.phase.is).toBe('running');
});

test('kill sends the signal that is asked for; of SIGKILL the end is awaited', async () => {
  const { io, dir, control } = await runningProject();
  expect(await kill({ signal: 'usr1' }, ['db'], io)).toBe(0);
  expect(io.printed()).toBe('db: SIGUSR1 sent (pid 101)\n');
  expect(control.events).toContainEqual({
    type: 'kill-requested',
    names: ['db'],
    signal: 'SIGUSR1',
    by: { name: 'zdev', pid: process.pid },
  });
  const hard = fakeCaller(dir);
  expect(await kill({ signal: '9' }, ['web'], hard)).toBe(0);
  expect(hard.printed()).toMatch(/^web: killed \(pid \d+\); now failed: killed by SIGKILL, next try in 1 s\n$/);
  const dead = fakeCaller(dir);
  expect(await kill({}, ['migrate'], dead)).toBe(1);
  expect(dead.complained()).toContain('error: migrate is not running');
  const wrong = fakeCaller(dir);
  expect(await kill({ signal: 'SIGTREM' }, ['db'], wrong)).toBe(2);
  expect(wrong.complained()).toContain('did you mean "SIGTERM"?');
});

test('a waiting or retried service is not started again: why gives the reason', async () => {
  const { io, dir } = await runningProject(new FakeControl(shop(), { db: { exits: 3 } }).up());
  expect(await kill({}, ['api'], io)).toBe(1);
  expect(io.complained()).toContain('error: api is not running: it is blocked\n  hint: zdev why api says');
  const tried = fakeCaller(dir);
  expect(await kill({}, ['db'], tried)).toBe(1);
  expect(tried.complained()).toContain('error: db is not running: it has failed\n  hint: zdev why db says');
});

test('without names, stop and restart mean all', async () => {
  const { io, dir, control } = await runningProject();
  const alive = () => [...control.state().services.values()].filter(({ live }) => live).map(({ spec }) => spec.name);
  expect(await stop({}, [], io)).toBe(0);
  expect(io.printed().match(/stopped$/gm)).toHaveLength(3);
  expect(alive()).toEqual([]);
  expect(await restart({}, [], fakeCaller(dir))).toBe(0);
  expect(alive()).toEqual(['db', 'api', 'web']);
  control.send({ type: 'stop-requested', names: ['web'] });
  expect(await restart({}, [], fakeCaller(dir))).toBe(0);
  expect(alive()).toEqual(['db', 'api']);
  expect(control.state().services.get('db')?.runs).toBe(3);
});

test('a signal for nobody is a mistake', async () => {
  const { io } = await runningProject();
  await expect(kill({ signal: 'HUP' }, [], io)).rejects.toThrow("name the services, or '*' for all");
});

test("overmind's names of instances, and foreman's of a lone one", async () => {
  const specs = ['web.1', 'web.2', 'worker'].map((name) => service(name));
  const { io, control } = await runningProject(new FakeControl(specs).up());
  expect(await stop({}, ['web#2', 'worker.1'], io)).toBe(0);
  expect([...control.state().services.values()].filter(({ live }) => live).map(({ spec }) => spec.name)).toEqual([
    'web.1',
  ]);
  expect(await stop({}, ['worker.2'], io)).toBe(1);
});

test('where zdev runs, start without names starts what up starts', async () => {
  const specs = [service('web'), { ...service('tool'), status: 'stop' as const }];
  const { io, control } = await runningProject(new FakeControl(specs));
  expect(await start({ 'no-wait': true }, [], io)).toBe(0);
  expect([...control.state().services.values()].filter(({ live }) => live).map(({ spec }) => spec.name)).toEqual([
    'web',
  ]);
});

test('where zdev runs, start takes nothing that is for a project that does not run yet', async () => {
  const { io } = await runningProject();
  await expect(start({ formation: 'web=2' }, ['web'], io)).rejects.toThrow(
    '--formation is for a project that does not run yet',
  );
});

test('reload shows the difference, or all errors', async () => {
  const { io, dir, control } = await runningProject();
  control.reloaded = {
    ok: false,
    errors: ['error: unknown key "exce"\n  --> zinit.toml:3:1', 'error: no service "x"'],
  };
  expect(await reload({}, [], io)).toBe(2);
  expect(io.complained()).toContain('unknown key "exce"\n  --> zinit.toml:3:1\n\nerror: no service "x"');
  const plan = { added: ['mail'], removed: ['web'], changed: ['api'], adjusted: [] };
  control.reloaded = { ok: true, plan, warnings: [] };
  const good = fakeCaller(dir);
  expect(await reload({}, [], good)).toBe(0);
  expect(good.printed()).toBe(
    '+ mail  added\n- web  removed, and being stopped\n~ api  changed, and being restarted\n',
  );
  control.reloaded = { ok: true, plan: { added: [], removed: [], changed: [], adjusted: [] }, warnings: [] };
  const same = fakeCaller(dir);
  await reload({}, [], same);
  expect(same.printed()).toBe('nothing has changed\n');
});

test('the waiting ends with the supervisor', async () => {
  const control = new FakeControl([service('api')], { api: 'stays-starting' });
  const { io, server, dir } = await runningProject(control);
  const waiting = start({}, ['api'], io);
  await until(() => control.events.some(({ type }) => type === 'start-requested'));
  await server.close();
  expect(await waiting).toBe(1);
  expect(io.complained()).toBe(`error: zdev in ${dir} has ended\n`);
});

test('start and restart report a config that has changed', async () => {
  const { io, dir, control } = await runningProject();
  control.changed = ['zinit.toml'];
  const text = 'zinit.toml has changed since zdev read it: "zdev reload" applies it\n';
  expect(await restart({ 'no-wait': true }, ['db'], io)).toBe(0);
  expect(io.complained()).toBe(text);
  const starting = fakeCaller(dir);
  expect(await start({ 'no-wait': true }, ['db'], starting)).toBe(0);
  expect(starting.complained()).toBe(text);
  const asking = fakeCaller(dir);
  await why({}, [], asking);
  expect(asking.complained()).toBe(text);
  const program = fakeCaller(dir);
  await why({ json: true }, [], program);
  expect(JSON.parse(program.printed())).toMatchObject({ changed_files: ['zinit.toml'] });
});

test('why and ps report mistakes in the config, as data too; an error is a problem', async () => {
  const { io, dir, control } = await runningProject();
  const mistake = {
    severity: 'error',
    message: 'no such key',
    file: 'zinit.toml',
    line: 3,
    hint: 'leave it out',
  } as const;
  control.wrong = [mistake];
  const text = 'config error, nothing was applied: no such key (zinit.toml:3); leave it out\n';
  expect(await why({}, [], io)).toBe(1);
  expect(io.printed()).toContain(text);
  const listing = fakeCaller(dir);
  expect(await ps({}, [], listing)).toBe(0);
  expect(listing.printed()).toMatch(/NAME[\s\S]*db[\s\S]*\nconfig error/);
  const of = fakeCaller(dir);
  await why({}, ['db'], of);
  expect(of.printed()).toContain(text);
  const program = fakeCaller(dir);
  await ps({ json: true }, [], program);
  expect(JSON.parse(program.printed())).toMatchObject({ mistakes: [mistake] });
});
