import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../../src/rpc/client.ts';
import { serve } from '../../../src/rpc/server.ts';
import { until } from '../../helpers/wait.ts';
import { ping, rawClient, startServer } from './rig.ts';

const MB = 1024 * 1024;

test('nobody else may open the socket', async () => {
  const { path } = await startServer();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
});

test('a request of 100 MB is refused with an answer, and costs little memory', async () => {
  const { path } = await startServer();
  const { socket, text, closed } = await rawClient(path);
  const before = process.memoryUsage().rss;
  const chunk = Buffer.alloc(MB, 'x');
  for (let sent = 0; sent < 100 && !closed(); sent++) {
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
  }
  await until(() => text().includes('\n'));
  expect(JSON.parse(text())).toMatchObject({ id: 0, error: { code: -32600, message: 'a request of more than 8 MB' } });
  socket.end();
  await until(closed);
  expect(process.memoryUsage().rss - before).toBeLessThan(60 * MB);
  const other = await connect(path);
  expect(await other.call('system.ping')).toMatchObject({ version: '0.3.7' });
  other.close();
});

test('a request just below the limit is taken, in any number of chunks', async () => {
  const { path } = await startServer();
  const { socket, text } = await rawClient(path);
  const line = `{"jsonrpc":"2.0","id":1,"method":"system.ping","params":{"x":"${'y'.repeat(8 * MB - 100)}"}}\n`;
  for (let at = 0; at < line.length; at += 300_001) socket.write(line.slice(at, at + 300_001));
  await until(() => text().includes('\n'), { timeoutMs: 30_000 });
  expect(JSON.parse(text())).toMatchObject({ id: 1, result: {} });
});

test('B30: a line that is not UTF-8 gets an error, and the connection stays open', async () => {
  const { path } = await startServer();
  const { socket, text } = await rawClient(path);
  socket.write(Buffer.from([0x7b, 0xff, 0xfe, 0x0a]));
  socket.write(ping(2));
  await until(() => text().split('\n').length > 2);
  const [first, second] = text()
    .split('\n')
    .map((line) => (line ? JSON.parse(line) : null));
  expect(first).toMatchObject({ id: 0, error: { code: -32700, message: 'invalid UTF-8' } });
  expect(second).toMatchObject({ id: 2, result: { version: '0.3.7' } });
});

test('a client that asks and never reads is not served any further, and nobody else notices', async () => {
  const { path } = await startServer();
  const { socket } = await rawClient(path);
  socket.pause();
  const requests = ping(1).repeat(2000);
  let writing = true;
  const write = () => {
    while (writing && socket.write(requests)) {}
  };
  socket.on('drain', write);
  write();
  const other = await connect(path);
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 2000; i++) await other.call('service.status', { name: 'db' });
  writing = false;
  // The requests that it could send are what the buffers hold: the server has stopped reading them.
  expect(socket.bytesWritten).toBeLessThan(40 * MB);
  expect(process.memoryUsage().rss - before).toBeLessThan(60 * MB);
  other.close();
});

test('200 clients at once', async () => {
  const { path, server } = await startServer();
  const clients = await Promise.all(Array.from({ length: 200 }, () => connect(path)));
  const answers = await Promise.all(clients.map((client) => client.call('service.status', { name: 'api' })));
  expect(new Set(answers.map(({ state }) => state))).toEqual(new Set(['running']));
  expect(server.connections()).toBe(200);
  for (const client of clients) client.close();
  await until(() => server.connections() === 0);
});

test('a client that is killed while it subscribes and waits leaves nothing behind', async () => {
  const { path, server, control } = await startServer();
  const script = `
    const socket = require('node:net').connect(${JSON.stringify(path)});
    socket.on('data', () => {});
    socket.write('{"jsonrpc":"2.0","id":1,"method":"events.subscribe","params":{"logs":true}}\\n');
    socket.write('{"jsonrpc":"2.0","id":2,"method":"service.wait","params":{"name":"db","until":"stopped"}}\\n');
    socket.write('{"jsonrpc":"2.0","id":3,"method":"service.st');`;
  const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await until(() => control.listeners === 2 && control.logs.listeners === 1);
  child.kill('SIGKILL');
  await until(() => server.connections() === 0);
  expect([control.listeners, control.logs.listeners]).toEqual([0, 0]);
});

test('B8: the socket of a live server is never taken, that of a dead one is', async () => {
  const { path, control, server } = await startServer();
  await expect(serve({ control, path })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const client = await connect(path);
  expect(await client.call('service.list')).toEqual(['db', 'api']);
  client.close();
  await server.close();

  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await once(spawn(process.execPath, ['-e', script], { stdio: 'ignore' }), 'exit');
  expect(statSync(path).isSocket()).toBe(true);
  const next = await serve({ control, path });
  const again = await connect(path);
  expect(await again.call('service.list')).toEqual(['db', 'api']);
  again.close();
  await next.close();
});

test('a server that closes hands over its last answers, however long', async () => {
  const { path, server, control } = await startServer();
  for (let i = 0; i < 4000; i++) control.logs.add('db', 'x'.repeat(1000));
  const client = await connect(path);
  const lines = client.call('logs.get', { name: 'db', lines: 4000 });
  await until(() => control.logs.reads > 0);
  await server.close();
  expect(await lines).toHaveLength(4000);
  await client.closed;
  await expect(client.call('system.ping')).rejects.toThrow('the supervisor has closed the connection');
});

function once(emitter: NodeJS.EventEmitter, event: string): Promise<void> {
  return new Promise((resolve) => {
    emitter.once(event, () => resolve());
  });
}
