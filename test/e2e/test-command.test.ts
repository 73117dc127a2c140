import { expect } from 'vitest';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev.ts';

const SERVER = `require('http').createServer((q, r) => q.url === '/die' ? process.exit(3) : r.end('hello'))
  .listen(process.env.PORT, () => console.log('listening'))`;
const GET = (path: string) =>
  `node -e "fetch('http://localhost:'+process.env.API_PORT+'${path}').then(r=>r.text()).then(console.log,()=>{})"`;
const PROJECT = `[services.api]
exec = "exec node server.cjs"
port = 39999
lifecycle = { restart = "never" }
[services.idle]
exec = "exec sleep 1000"
status = "stop"
`;

test('zdev test shows the output of the command alone, and ends with its status', async ({ rig }) => {
  rig.write('server.cjs', SERVER);
  rig.write('zinit.toml', PROJECT);
  const zdev = rig.zdev(['test', '--', `${GET('/')}; test "$API_PORT" != 39999 && exit 4`]);
  expect([await zdev.ended(), zdev.stdout, zdev.stderr]).toEqual([4, 'hello\n', '']);
});

test('zdev test ends with 1, and says why, when a service fails while the command runs', async ({ rig }) => {
  rig.write('server.cjs', SERVER);
  rig.write('zinit.toml', PROJECT);
  const zdev = rig.zdev(['test', 'api', '--', `${GET('/die')}; exec sleep 1000`]);
  expect(await zdev.ended()).toBe(1);
  expect(zdev.stderr).toContain('error: api failed while the command ran');
  expect(zdev.stderr).toContain('api: failed: exit code 3');
});

test('zdev test ends with 1, runs nothing, and names the root cause when services do not come up', async ({ rig }) => {
  rig.write('server.cjs', 'throw new Error("no database");');
  rig.write('zinit.toml', PROJECT);
  const zdev = rig.zdev(['test', '--retry-up', '1', '--', 'echo ran']);
  expect([await zdev.ended(), zdev.stdout]).toEqual([1, '']);
  expect(zdev.stderr).toContain('zdev: starts again: api');
  expect(zdev.stderr).toContain('Error: no database');
});

test('zdev test does not wait for the last try of a service that fails again and again', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    '[services.api]\nexec = "echo \'Error: no teapots\'; exit 3"\nlifecycle = { restart_delay_ms = 10 }\n',
  );
  const zdev = rig.zdev(['test', '--', 'echo ran']);
  expect([await zdev.ended(60_000), zdev.stdout]).toEqual([1, '']);
  expect(zdev.stderr).toContain('cannot become ready');
  expect(zdev.stderr).toContain('exit code 3 (4 times in a row)');
  expect(zdev.stderr).toContain('Error: no teapots');
});

test('zdev test runs beside the project and beside another test, and a command in it means its own', async ({
  rig,
}) => {
  rig.write('zinit.toml', '[services.a]\nexec = "exec sleep 1000"\n');
  const up = rig.up('--exit-on', 'never');
  await until(() => up.stdout.includes('a: started'), { what: 'a runs' });
  const first = rig.zdev(['test', '--', 'echo first; exec sleep 1000']);
  await until(() => first.stdout === 'first\n', { what: 'the first test runs' });
  const second = rig.zdev(['test', '--', '$ZDEV stop a && echo second']);
  await second.ended();
  expect(second.stdout).toBe('a: stopped\nsecond\n');
  expect(rig.services()).toHaveLength(2);

  first.kill('SIGTERM');
  expect(await first.ended()).toBe(143);
  expect(rig.services()).toHaveLength(1);
  up.kill('SIGTERM');
  expect(await up.ended()).toBe(0);
});

test('a command line of zdev test without a command is a usage error', async ({ rig }) => {
  rig.write('Procfile', 'a: exec sleep 1000\n');
  const zdev = rig.zdev(['test', 'a']);
  expect([await zdev.ended(), zdev.stderr]).toEqual([2, expect.stringContaining('zdev test NAME… -- COMMAND')]);
});
