import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect } from 'vitest';
import { until } from '../helpers/wait.ts';
import { type Rig, test } from '../helpers/zdev.ts';
import { count, freePort } from '../helpers/zdev-text.ts';

const SERVER = `require("net").createServer((s) => s.on("error", () => {}).end(process.env.NAME)).listen(process.env.PORT, "127.0.0.1")`;
const TOML = `
  [project]
  name = "shop"
  isolate = "worktree"
  port_range = [20000, 29999]
  [services.api]
  exec = '''exec node -e '${SERVER}' '''
  ports = { http = "auto", extra = "auto" }
  env = { NAME = "api of \${ZDEV_INSTANCE}", EXTRA = "$PORT_EXTRA" }
  [services.web]
  exec = '''exec node -e '${SERVER}' '''
  port = "auto"
  env = { NAME = "web asks \${services.api.port}" }
`;

/** A repository with a linked worktree, as git lays it out. */
function checkouts(rig: Rig) {
  rig.write('main/.git/HEAD', 'ref: refs/heads/main\n');
  rig.write('main/.git/worktrees/feature-x/HEAD', 'ref: refs/heads/feature/x\n');
  rig.write('linked/.git', `gitdir: ${rig.dir}/main/.git/worktrees/feature-x\n`);
  for (const dir of ['main', 'linked']) rig.write(`${dir}/zinit.toml`, TOML);
}

async function output(rig: Rig, args: readonly string[], cwd: string): Promise<string> {
  const zdev = rig.zdev(args, { cwd });
  expect(await zdev.ended(), zdev.stderr).toBe(0);
  return zdev.stdout;
}

/** What a server says to whoever connects. */
function said(port: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('end', () => resolve(text)).on('error', reject);
  });
}

test('two checkouts run side by side, each with its ports and its name, and down of one leaves the other alone', async ({
  rig,
}) => {
  checkouts(rig);
  await Promise.all(['main', 'linked'].map((cwd) => output(rig, ['up', '-d', '--wait'], cwd)));
  const [main, linked] = await Promise.all(
    ['main', 'linked'].map(async (cwd) => JSON.parse(await output(rig, ['env', '--json'], cwd))),
  );
  const ports = [main, linked].flatMap(({ API_PORT, API_PORT_EXTRA, WEB_PORT }) => [
    API_PORT,
    API_PORT_EXTRA,
    WEB_PORT,
  ]);
  expect(new Set(ports).size).toBe(6);
  expect(await Promise.all([main, linked].map(({ API_PORT }) => said(API_PORT)))).toEqual([
    'api of ',
    'api of feature_x',
  ]);
  expect(await said(linked.WEB_PORT)).toBe(`web asks ${linked.API_PORT}`);
  const script =
    'eval "$($ZDEV env api)"; echo "$PORT $EXTRA $NAME"; $ZDEV run api -- sh -c \'echo $PORT $ZDEV_INSTANCE\'';
  const shell = rig.shell(`cd linked; ${script}`);
  expect(await shell.ended()).toBe(0);
  expect(shell.stdout).toBe(
    `${linked.API_PORT} ${linked.API_PORT_EXTRA} api of feature_x\n${linked.API_PORT} feature_x\n`,
  );
  const rows = (await output(rig, ['ls'], '.')).split('\n');
  expect(rows.filter((row) => row.startsWith('shop')).map((row) => row.split(/\s{2,}/).slice(1, 4))).toEqual([
    [
      'feature/x',
      '2 of 2 ready',
      `api/http ${linked.API_PORT}, api/extra ${linked.API_PORT_EXTRA}, web ${linked.WEB_PORT}`,
    ],
    ['main', '2 of 2 ready', `api/http ${main.API_PORT}, api/extra ${main.API_PORT_EXTRA}, web ${main.WEB_PORT}`],
  ]);
  await output(rig, ['down'], 'linked');
  expect(await said(main.API_PORT)).toBe('api of ');
  await expect(said(linked.API_PORT)).rejects.toThrow('ECONNREFUSED');
  await output(rig, ['up', '-d', '--wait'], 'linked');
  expect(JSON.parse(await output(rig, ['env', '--json'], 'linked'))).toEqual(linked);
  await Promise.all(['main', 'linked'].map((cwd) => output(rig, ['down'], cwd)));
});

test('up --isolated gives every port anew; env and run go by what runs', async ({ rig }) => {
  const fixed = TOML.replace('isolate = "worktree"', '').replace('port = "auto"', 'port = 1');
  rig.write('zinit.toml', fixed);
  expect(await output(rig, ['env'], '.')).toContain(`export WEB_PORT='1'\n`);
  await output(rig, ['up', '-d', '--wait', '--isolated'], '.');
  const { WEB_PORT } = JSON.parse(await output(rig, ['env', '--json'], '.'));
  expect(Number(WEB_PORT)).toBeGreaterThanOrEqual(20_000);
  expect(await said(WEB_PORT)).toContain('web asks');
  await output(rig, ['down'], '.');
  expect(await output(rig, ['env'], '.')).toContain(`export WEB_PORT='1'\n`);
});

test('a named port that somebody else holds holds the service back', async ({ rig }) => {
  rig.write('zinit.toml', TOML);
  const { PORT_EXTRA } = JSON.parse(await output(rig, ['env', 'api', '--json'], '.'));
  const holder = rig.shell(
    `exec node -e 'require("net").createServer().listen(${PORT_EXTRA}, "127.0.0.1", () => console.log("holds"))'`,
  );
  await holder.prints('holds');
  rig.write('zinit.toml', TOML.replace('extra = "auto"', `extra = ${PORT_EXTRA}`));
  const zdev = rig.up();
  await zdev.prints(new RegExp(`api: port ${PORT_EXTRA} is held by pid ${holder.pid}`));
  holder.kill('SIGKILL');
  await zdev.prints('api: ready');
  expect(await zdev.stop()).toBe(0);
  expect(count(zdev.stdout, 'api: started')).toBe(1);
});

test('a port that a connection has by chance is told after a while, and the service starts when that is over', async ({
  rig,
}) => {
  const server = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await Promise.all([once(client, 'connect'), once(server, 'connection')]);
  const port = client.localPort;
  rig.write('zinit.toml', `[services.api]\nexec = '''exec node -e '${SERVER}' '''\nport = ${port}\n`);
  const zdev = rig.up();
  await zdev.prints(`api: port ${port} is held by a connection (pid ${process.pid}`);
  client.resetAndDestroy();
  await zdev.prints('api: ready');
  expect(await zdev.stop()).toBe(0);
  expect(count(zdev.stdout, 'api: started')).toBe(1);
  server.close();
});

test('a port that another checkout of the repository holds: who that is, on which branch, and that --isolated has others', async ({
  rig,
}) => {
  checkouts(rig);
  const port = await freePort();
  const fixed = `[services.api]\nexec = '''exec node -e '${SERVER}' '''\nport = ${port}\n`;
  for (const dir of ['main', 'linked']) rig.write(`${dir}/zinit.toml`, fixed);
  await output(rig, ['up', '-d', '--wait'], 'main');
  const zdev = rig.zdev(['up'], { cwd: 'linked' });
  const held = new RegExp(`port ${port} is held by api of project \\S+/main \\(branch main, pid \\d+, node`);
  await zdev.prints(held);
  await zdev.prints('next: zdev down, then zdev up --isolated');
  const why = rig.zdev(['why', 'api'], { cwd: 'linked' });
  expect(await why.ended()).toBe(1);
  expect(why.stdout).toMatch(held);
  expect(why.stdout).toContain('zdev down, then zdev up --isolated (or zdev up --isolated -d)');
  expect(await zdev.stop()).toBe(0);
  await output(rig, ['up', '-d', '--wait', '--isolated'], 'linked');
  const { API_PORT } = JSON.parse(await output(rig, ['env', '--json'], 'linked'));
  expect(API_PORT).not.toBe(`${port}`);
  await Promise.all([said(`${port}`), said(API_PORT)]);
  await Promise.all(['main', 'linked'].map((cwd) => output(rig, ['down'], cwd)));
});

test('an address that zdev itself holds for another checkout: who that is, and that --isolated has others', async ({
  rig,
}) => {
  checkouts(rig);
  const port = await freePort();
  const fixed = `[services.api]\nexec = '''exec node -e '${SERVER}' '''\nlisten = "127.0.0.1:${port}"\n`;
  for (const dir of ['main', 'linked']) rig.write(`${dir}/zinit.toml`, fixed);
  await output(rig, ['up', '-d', '--wait'], 'main');
  const zdev = rig.zdev(['up'], { cwd: 'linked' });
  const held = `api: cannot listen on 127.0.0.1:${port}: it is in use by zdev of project \\S+/main \\(branch main, pid \\d+, `;
  await zdev.prints(new RegExp(`${held}.*\\); trying again; next: zdev down, then zdev up --isolated`));
  expect(await zdev.stop()).toBe(0);
  await output(rig, ['down'], 'main');
});
