import { expect } from 'vitest';
import { until } from '../helpers/wait.ts';
import { type Rig, test } from '../helpers/zdev.ts';

const SLEEP = 'exec = "exec sleep 1000"\n';
const needs = (name: string) => `requires = ["${name}"]\n`;

interface Row {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
  readonly pid: number | null;
}

/** Two projects side by side, which both end with the test. */
function projects(rig: Rig, auth: string, shop: string) {
  rig.write('auth/zinit.toml', auth);
  rig.write('shop/zinit.toml', shop);
  const run = async (cwd: string, ...args: string[]) => {
    const zdev = rig.zdev(args, { cwd });
    return { status: await zdev.ended(), text: zdev.stdout + zdev.stderr };
  };
  const ok = async (cwd: string, ...args: string[]) => {
    const { status, text } = await run(cwd, ...args);
    expect(status, text).toBe(0);
    return text;
  };
  const row = async (cwd: string, name: string) => {
    const { services } = JSON.parse(await ok(cwd, 'ps', '--json')) as { services: readonly Row[] };
    return services.find((each) => each.name === name) as Row;
  };
  const untilReason = (name: string, reason: string) =>
    until(async () => (await row('shop', name)).reason === reason, { what: `${name}: ${reason}` });
  const end = async () => {
    for (const cwd of ['shop', 'auth']) await run(cwd, 'down');
  };
  return { run, ok, row, untilReason, end };
}

test('a service waits for one of another project, which comes, goes and is never started or stopped by this one', async ({
  rig,
}) => {
  const both = projects(rig, `[services.api]\n${SLEEP}`, `[services.web]\n${SLEEP}${needs('../auth:api')}`);
  try {
    await both.ok('shop', 'up', '-d');
    await both.untilReason('../auth:api', 'blocked (that project does not run)');
    expect((await both.run('shop', 'why', 'web')).text).toContain('next: start that project: cd ../auth && zdev up -d');
    expect((await both.ok('shop', 'tree')).split('\n')[0]).toMatch(/^\.\.\/auth:api +blocked/);

    await both.ok('auth', 'up', '-d', '--wait');
    await both.untilReason('web', 'running');
    const { pid } = await both.row('shop', 'web');

    await both.ok('auth', 'up', '-d', '--replace');
    await both.ok('auth', 'stop', 'api');
    await both.untilReason('../auth:api', 'blocked (it has ended there)');
    await both.ok('auth', 'down');
    await both.untilReason('../auth:api', 'blocked (that project does not run)');
    expect((await both.row('shop', 'web')).pid).toBe(pid);

    await both.ok('auth', 'up', '-d', '--wait');
    await both.untilReason('../auth:api', 'running');
    for (const verb of ['start', 'stop', 'restart']) {
      const { status, text } = await both.run('shop', verb, '../auth:api');
      expect([status, text]).toEqual([2, expect.stringContaining('api is a service of another project, ../auth')]);
    }
    await both.ok('shop', 'down');
    expect((await both.row('auth', 'api')).state).toBe('running');
  } finally {
    await both.end();
  }
});

test('two projects that wait for each other say so, and --wait does not wait for that', async ({ rig }) => {
  const both = projects(
    rig,
    `[services.api]\n${SLEEP}${needs('../shop:web')}`,
    `[services.web]\n${SLEEP}${needs('../auth:api')}`,
  );
  try {
    for (const cwd of ['auth', 'shop']) await both.ok(cwd, 'up', '-d');
    await both.untilReason('../auth:api', 'blocked (it waits for web of this project)');
    expect((await both.run('shop', 'why', 'web')).text).toContain(
      'api of ../auth: it waits for web of this project: each waits for the other',
    );
    const { status, text } = await both.run('shop', 'up', '-d', '--wait');
    expect([status, text]).toEqual([1, expect.stringContaining('remove one of them from requires')]);

    rig.write('auth/zinit.toml', `[services.api]\n${SLEEP}`);
    await both.ok('auth', 'reload');
    await both.untilReason('web', 'running');
  } finally {
    await both.end();
  }
});

test('a reload adds and takes out what is waited for in other projects', async ({ rig }) => {
  const both = projects(rig, `[services.api]\n${SLEEP}`, `[services.web]\n${SLEEP}`);
  try {
    await both.ok('auth', 'up', '-d', '--wait');
    await both.ok('shop', 'up', '-d', '--wait');
    const web = `[services.web]\n${SLEEP}${needs('../auth:db')}`;
    rig.write('shop/zinit.toml', web);
    await both.ok('shop', 'reload');
    await both.untilReason('../auth:db', 'blocked (that project has no service of this name)');
    // That project is followed already, and says nothing new.
    rig.write('shop/zinit.toml', `${web}[services.job]\n${SLEEP}${needs('../auth:api')}`);
    await both.ok('shop', 'reload');
    await both.untilReason('job', 'running');
    rig.write('shop/zinit.toml', `[services.web]\n${SLEEP}`);
    await both.ok('shop', 'reload');
    await until(async () => (await both.row('shop', '../auth:db')) === undefined);
  } finally {
    await both.end();
  }
});
