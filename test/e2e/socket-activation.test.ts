import { request } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { type Rig, test } from '../helpers/zdev.ts';

const SERVER = `const { createServer } = require('node:http');
const { LISTEN_FDS, LISTEN_PID, LISTEN_FDNAMES, PORT } = process.env;
const server = createServer((_, answer) => answer.end(JSON.stringify({ pid: process.pid, LISTEN_FDS, LISTEN_PID, LISTEN_FDNAMES, PORT })));
// Whoever was accepted, and has not asked yet, gets an answer too.
server.closeIdleConnections = () => {};
process.on('SIGTERM', () => server.close(() => process.exit(0)));
setTimeout(() => server.listen({ fd: 3 }, () => console.log('listening')), 300);
`;
const PROJECT = `[services.api]
exec = "node server.cjs"
listen = "auto"
socket = true
health = { type = "http", target = "http://127.0.0.1:$PORT/" }
`;

interface Answer {
  readonly pid: number;
  readonly LISTEN_FDS: string;
  readonly LISTEN_PID: string;
  readonly LISTEN_FDNAMES: string;
}

/** One request on a connection of its own. */
function get(port: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk;
      });
      response.on('end', () => resolve(JSON.parse(text)));
    });
    asked.on('error', reject).end();
  });
}

async function run(rig: Rig, ...args: string[]): Promise<string> {
  const zdev = rig.zdev(args);
  expect(await zdev.ended(60_000), zdev.text).toBe(0);
  return zdev.stdout;
}

async function portOf(rig: Rig): Promise<number> {
  return Number((JSON.parse(await run(rig, 'env', 'api', '--json')) as { PORT: string }).PORT);
}

describe('socket = true', () => {
  for (const how of ['in the background', 'in the plain stream'] as const) {
    test(`a service gets its listening socket, and nobody is refused over restarts, ${how}`, async ({ rig }) => {
      rig.write('server.cjs', SERVER);
      rig.write('zinit.toml', PROJECT);
      const plain = how === 'in the plain stream' ? rig.up('--exit-on', 'never') : null;
      if (plain) await plain.prints('api: started');
      else await run(rig, 'up', '-d', '--wait');
      const port = await portOf(rig);
      // the connection waits in the system until the service has begun
      const first = await get(port);
      expect(first).toMatchObject({
        LISTEN_FDS: '1',
        LISTEN_PID: `${first.pid}`,
        LISTEN_FDNAMES: 'api',
        PORT: `${port}`,
      });

      let going = true;
      const pids = new Set<number>();
      const asking = (async () => {
        for (; going; await sleep(5)) pids.add((await get(port)).pid);
      })();
      for (let i = 0; i < 3; i++) await run(rig, 'restart', 'api');
      going = false;
      await asking;
      expect(pids.size).toBeGreaterThanOrEqual(3);
      if (plain === null) {
        // the next supervisor cannot listen while the service does, and gets the socket when it starts it anew
        await run(rig, 'up', '-d', '--replace');
        const before = await get(port);
        await run(rig, 'restart', 'api');
        const after = await get(port);
        expect([after.pid === before.pid, after.LISTEN_PID]).toEqual([false, `${after.pid}`]);
      }
      await run(rig, 'down');
      await plain?.ended();
      await expect(get(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    });
  }
});

test('a socket that somebody else has is a failure that says so, and is had when it is free', async ({ rig }) => {
  rig.write('server.cjs', SERVER);
  rig.write('zinit.toml', PROJECT.replace('"auto"', '["auto", "unix:api.sock"]'));
  const port = await portOf(rig);
  const holder = createServer();
  await new Promise<void>((resolve) => {
    holder.listen(port, '127.0.0.1', resolve);
  });
  rig.write('zinit.toml', PROJECT.replace('"auto"', `["127.0.0.1:${port}", "unix:api.sock"]`));
  const zdev = rig.up('--exit-on', 'never');
  await zdev.prints(`cannot listen on port ${port}: another process does`);
  await new Promise((resolve) => {
    holder.close(resolve);
  });
  await run(rig, 'start', 'api');
  expect(await get(port)).toMatchObject({ LISTEN_FDS: '2', LISTEN_FDNAMES: 'api:api' });
  expect(await zdev.stop()).toBe(0);
});

test('what cannot get a socket is told', async ({ rig }) => {
  rig.write(
    'zinit.toml',
    `[services.list]
exec = "cd app && node x"
listen = 21001
socket = true
[services.none]
exec = "sleep 1"
socket = true
[services.both]
exec = "sleep 1"
listen = 21002
port = 21003
tty = true
socket = true
`,
  );
  const zdev = rig.zdev(['check', '--json']);
  expect(await zdev.ended()).toBe(2);
  const { diagnostics } = JSON.parse(zdev.stdout) as { diagnostics: { code: string; line: number; message: string }[] };
  expect(diagnostics.filter(({ code }) => code === 'bad-socket').map(({ line, message }) => [line, message])).toEqual([
    [2, 'exec of "list" contains more than one command; only one program can get the socket'],
    [7, '"socket" of "none" has no effect without "listen"'],
    [11, '"both" gets its socket itself, so "port" has no effect'],
    [12, '"both" cannot have both a terminal and a socket'],
  ]);
  rig.write('zinit.toml', '[services.api]\nexec = "npx serve"\nlisten = 21001\nsocket = true\n');
  const warned = rig.zdev(['check']);
  expect(await warned.ended()).toBe(0);
  expect(warned.stderr).toContain('npx closes descriptor 3');
});
