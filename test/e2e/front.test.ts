import { existsSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { expect } from 'vitest';
import { connect as connectTo } from '../../src/rpc/client.ts';
import { until } from '../helpers/wait.ts';
import { type Rig, test } from '../helpers/zdev.ts';
import { freePort } from '../helpers/zdev-text.ts';

const SERVER = `require("http").createServer((_, res) => setTimeout(() => res.end("run " + process.pid), 5)).listen(process.env.PORT, "127.0.0.1")`;

const ANSWER_MS = 20_000;

/** One request on a connection of its own: the answer, or what went wrong. Never waits longer than `ANSWER_MS`. */
function ask(port: number | string): Promise<string> {
  const where = typeof port === 'string' ? { socketPath: port } : { host: '127.0.0.1', port };
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(ANSWER_MS);
    get({ ...where, agent: false, headers: { connection: 'close' }, signal }, (response) => {
      let text = '';
      response.on('data', (data) => {
        text += data.toString();
      });
      response.on('end', () => resolve(text)).on('error', (error) => resolve(`broken: ${error.message}`));
    }).on('error', (error) => resolve(`failed: ${error.message}`));
  });
}

async function run(rig: Rig, ...args: string[]): Promise<string> {
  const zdev = rig.zdev(args);
  expect(await zdev.ended(), zdev.stderr).toBe(0);
  return zdev.stdout;
}

test('listen: nobody who asks is refused or cut off while the service starts and restarts again and again', async ({
  rig,
}) => {
  const port = await freePort();
  rig.write('zinit.toml', `[services.api]\nexec = '''exec node -e '${SERVER}' '''\nlisten = ${port}\n`);
  const zdev = rig.up();
  // The front is there before anything is started.
  await zdev.prints('api: started');
  expect(await ask(port)).toMatch(/^run \d+$/);
  const answers: Promise<string>[] = [];
  const timer = setInterval(() => answers.push(ask(port)), 4);
  for (let round = 0; round < 5; round++) await run(rig, 'restart', 'api');
  clearInterval(timer);
  const texts = await Promise.all(answers);
  expect(texts.filter((text) => !/^run \d+$/.test(text))).toEqual([]);
  expect(new Set(texts).size).toBeGreaterThanOrEqual(5);
  expect(await zdev.stop()).toBe(0);
});

test('on_demand: the first connection starts the service, and it stops when no client is connected', async ({
  rig,
}) => {
  const port = await freePort();
  rig.write(
    'zinit.toml',
    `[services.api]\nexec = '''exec node -e '${SERVER}' '''\nlisten = [${port}, "unix:api.sock"]\non_demand = true\nidle_timeout_ms = 50\n`,
  );
  const zdev = rig.up();
  await until(
    async () => {
      const ps = rig.zdev(['ps']);
      await ps.ended();
      return ps.stdout.includes('asleep until a client connects');
    },
    { what: 'it sleeps' },
  );
  expect(rig.services()).toEqual([]);
  const first = await ask(port);
  expect(first).toMatch(/^run \d+$/);
  await zdev.prints('api: stopping: no client is connected');
  await until(() => rig.services().length === 0, { what: 'it is stopped' });
  const second = await ask(`${rig.dir}/api.sock`);
  expect(second).toMatch(/^run \d+$/);
  expect(second).not.toBe(first);
  expect(await zdev.stop()).toBe(0);
});

test('a proxy that a client registers starts its service with the first connection, and counts', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    `[services.api]\nexec = '''exec node -e '${SERVER}' '''\nport = "auto"\nstatus = "stop"\n[services.other]\nexec = "sleep 300"\n`,
  );
  const zdev = rig.up();
  await zdev.prints('other: started');
  const socket = join(rig.dir, '.zdev', 'zdev.sock');
  await until(() => existsSync(socket), { what: 'its socket' });
  const client = await connectTo(socket);
  const { API_PORT } = JSON.parse(await run(rig, 'env', '--json'));
  // As zinit's own client 0.3.7 sends it for `zinit xinet register px --listen tcp:… --backend tcp:… --service api`.
  const rest = { connect_timeout: 30, idle_timeout: 0, single_connection: false };
  const proxy = { name: 'px', backend: `127.0.0.1:${API_PORT}`, service: 'api', ...rest };
  // Somebody may have taken the port meanwhile: then another one is tried.
  const register = async (tries = 5): Promise<number> => {
    const port = await freePort();
    const listen = [`127.0.0.1:${port}`, `${rig.dir}/px.sock`];
    const answer = await client.call('xinet.register', { ...proxy, listen }).catch((error: Error) => error);
    if (answer instanceof Error && answer.message.includes('it is in use') && tries > 1) return register(tries - 1);
    expect(answer).toEqual({ ok: true });
    return port;
  };
  const port = await register();
  expect(await ask(port)).toMatch(/^run \d+$/);
  await zdev.prints('api: started');
  expect(await ask(`${rig.dir}/px.sock`)).toMatch(/^run \d+$/);
  expect(await client.call('xinet.list', {})).toEqual(['px']);
  const counted = {
    ...{ name: 'px', listen: `127.0.0.1:${port}, unix:${rig.dir}/px.sock`, backend: `127.0.0.1:${API_PORT}` },
    ...{ service: 'api', total_connections: 2, running: true },
  };
  expect(await client.call('xinet.status', { name: 'px' })).toMatchObject(counted);
  expect(await client.call('xinet.status_all', {})).toMatchObject([counted]);
  expect(await client.call('xinet.unregister', { name: 'px' })).toEqual({ ok: true });
  await until(async () => (await ask(port)).includes('ECONNREFUSED'), { what: 'nobody listens any more' });
  client.close();
  expect(await zdev.stop()).toBe(0);
});
