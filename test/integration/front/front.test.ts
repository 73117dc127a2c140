import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Front, openFront } from '../../../src/adapters/front/front.ts';
import type { FrontOptions } from '../../../src/adapters/front/messages.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { client } from './client.ts';

interface Opened {
  readonly front: Front;
  readonly told: string[];
  readonly port: number;
  readonly backendPort: number;
  /** Starts what is behind it. */
  readonly backend: (serve: (socket: Socket) => void) => Promise<Server>;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A front on a port of its own, before a backend that is not there yet. */
async function open(options: Partial<FrontOptions> = {}): Promise<Opened> {
  const [port = 0, backendPort = 0] = await freePorts(2);
  const told: string[] = [];
  const backendAddress = { host: null, port: backendPort };
  const front = openFront(
    {
      listen: [{ host: null, port }],
      backend: backendAddress,
      connectTimeoutMs: 30_000,
      idleTimeoutMs: 0,
      single: false,
      ...options,
    },
    {
      listening: () => told.push('listening'),
      refused: (_address, message) => told.push(`refused: ${message}`),
      waiting: () => told.push('waiting'),
      idle: () => told.push('idle'),
    },
  );
  onTestFinished(() => front.close());
  await until(() => told.length > 0, { what: 'it listens or says why not' });
  const backend = async (serve: (socket: Socket) => void) => {
    const server = createServer({ allowHalfOpen: true }, (socket) => serve(socket.on('error', () => {})));
    const sockets = new Set<Socket>();
    server.on('connection', (socket) => sockets.add(socket));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    server.listen(backendPort, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  return { front, told, port, backendPort, backend };
}

const echo = (socket: Socket) => void socket.pipe(socket);

test('a connection waits for the backend, and is served then, on both loopback addresses', async () => {
  const { front, told, port, backend } = await open();
  const [one, two] = [client(port), client(port, '::1')];
  one.socket.end('one');
  two.socket.end('two');
  await until(() => front.counts().waiting === 2, { what: 'both wait' });
  expect(told).toEqual(['listening', 'waiting']);
  await backend(echo);
  front.serve(true);
  await until(() => one.seen.closed && two.seen.closed, { what: 'both are served' });
  expect([one.seen, two.seen]).toMatchObject([
    { text: 'one', ended: true, error: '' },
    { text: 'two', ended: true, error: '' },
  ]);
  await until(() => front.counts().active === 0, { what: 'no client is connected' });
  expect(front.counts()).toEqual({ total: 2, active: 0, waiting: 0, toBackend: 6, fromBackend: 6 });
});

test('a backend that refuses for a moment is tried again; without a backend, the connection waits until its time limit', async () => {
  const { front, port, backend } = await open({ connectTimeoutMs: 30_000 });
  front.serve(true);
  const { socket, seen } = client(port);
  socket.write('hello');
  await until(() => front.counts().total === 1, { what: 'it is accepted' });
  await backend(echo);
  await until(() => seen.text === 'hello', { what: 'it is served' });

  const late = await open({ connectTimeoutMs: 1 });
  const { seen: given } = client(late.port);
  await until(() => given.closed, { what: 'it is given up' });
  expect(given.error).toBe('ECONNRESET');
});

test('the end of one side is passed on, and the other side stays open', async () => {
  const { front, port, backend } = await open();
  await backend((socket) => {
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('end', () => socket.end(`got ${text}`));
  });
  front.serve(true);
  const { socket, seen } = client(port);
  socket.end('all of it');
  await until(() => seen.closed, { what: 'it is answered' });
  expect(seen).toMatchObject({ text: 'got all of it', ended: true, error: '' });
});

test('a reset of one side is passed on: a backend that dies in the middle, and a client that does', async () => {
  const { front, port, backend } = await open();
  const sockets: Socket[] = [];
  await backend((socket) => {
    sockets.push(socket);
    socket.write('half of the ans');
  });
  front.serve(true);
  const one = client(port);
  await until(() => one.seen.text !== '', { what: 'it has half an answer' });
  sockets[0]!.resetAndDestroy();
  await until(() => one.seen.closed, { what: 'it is reset' });
  expect(one.seen).toMatchObject({ text: 'half of the ans', error: 'ECONNRESET' });

  const two = client(port);
  await until(() => two.seen.text !== '', { what: 'the second one is connected' });
  const ended = new Promise<boolean>((resolve) => sockets[1]!.on('close', resolve));
  sockets[1]!.resume();
  two.socket.resetAndDestroy();
  expect(await ended).toBe(true);
});

test('a client that does not read stops the backend, and costs no memory', async () => {
  const { front, port, backend } = await open();
  const chunk = Buffer.alloc(65_536);
  let source: Socket | undefined;
  await backend((socket) => {
    source = socket;
    const send = () => {
      while (socket.write(chunk));
    };
    socket.on('drain', send);
    send();
  });
  front.serve(true);
  const { socket } = client(port);
  socket.pause();
  let before = -1;
  await until(
    () => {
      const now = front.counts().fromBackend;
      const still = now > 0 && now === before;
      before = now;
      return still;
    },
    { what: 'the backend has to wait' },
  );
  expect(before).toBeLessThan(32 * 1024 * 1024);
  expect(source?.writableNeedDrain).toBe(true);
});

test('before a stop, new connections wait, those that have asked get their answer, and those that have not wait too', async () => {
  const { front, told, port, backend } = await open();
  const asked: Socket[] = [];
  const first = await backend((socket) => socket.on('data', () => asked.push(socket)).on('end', () => socket.end()));
  front.serve(true);
  const [asking, silent] = [client(port), client(port)];
  asking.socket.write('?');
  await until(() => asked.length === 1 && front.counts().active === 2, { what: 'both are connected' });
  let drained = false;
  const draining = front.drain().then(() => {
    drained = true;
  });
  await until(() => front.counts().waiting === 1, { what: 'who has not asked waits' });
  const late = client(port);
  late.socket.write('late');
  await until(() => front.counts().waiting === 2, { what: 'the late one waits' });
  expect([drained, told]).toEqual([false, ['listening', 'waiting']]);
  asked[0]!.end('!');
  await draining;
  await until(() => asking.seen.ended, { what: 'it has its answer' });
  expect(asking.seen).toMatchObject({ text: '!', error: '' });
  asking.socket.end();
  await new Promise((resolve) => first.close(resolve));
  await backend(echo);
  front.serve(true);
  silent.socket.write('silent');
  await until(() => silent.seen.text === 'silent' && late.seen.text === 'late', { what: 'the next run serves both' });
});

test('who never gets an answer holds up a stop no longer than a second', async () => {
  const { front, port, backend } = await open();
  await backend((socket) => socket.resume());
  front.serve(true);
  const { socket } = client(port);
  socket.write('?');
  await until(() => front.counts().toBackend === 1, { what: 'it has asked' });
  await front.drain();
});

test('single: who connects beside another one is closed at once', async () => {
  const { front, port, backend } = await open({ single: true });
  await backend(echo);
  front.serve(true);
  const one = client(port);
  await until(() => front.counts().active === 1, { what: 'one is connected' });
  const two = client(port);
  await until(() => two.seen.ended, { what: 'the other one is closed' });
  one.socket.end('bye');
  await until(() => one.seen.closed, { what: 'the first one has gone' });
  const three = client(port);
  three.socket.write('next');
  await until(() => three.seen.text === 'next', { what: 'the next one is served' });
});

test('a waiting connection is reported again when the backend goes to sleep, because it may have been too early to wake it', async () => {
  const { front, told, port, backend } = await open();
  const one = client(port);
  await until(() => told.includes('waiting'), { what: 'it is told that somebody waits' });
  front.serve(false);
  expect(told.filter((word) => word === 'waiting')).toEqual(['waiting', 'waiting']);
  await backend(echo);
  front.serve(true);
  one.socket.write('x');
  await until(() => one.seen.text === 'x', { what: 'it is served' });
});

test('a front reports that it is idle when no client has been connected for the idle time', async () => {
  const { front, told, port, backend } = await open({ idleTimeoutMs: 20 });
  await backend(echo);
  front.serve(true);
  const one = client(port);
  one.socket.write('x');
  await until(() => one.seen.text === 'x', { what: 'it is connected' });
  one.socket.end();
  await until(() => told.includes('idle'), { what: 'no client is connected' });
});

test('a port that somebody holds is listened on when it is free', async () => {
  const [port = 0] = await freePorts(1);
  const holder = createServer().listen(port, '127.0.0.1');
  await once(holder, 'listening');
  const { told } = await open({ listen: [{ host: '127.0.0.1', port }] });
  expect(told).toEqual(['refused: it is in use']);
  holder.close();
  await until(() => told.includes('listening'), { what: 'it listens' });
});

test('a Unix socket: one that is left behind is replaced, one that is listened on is not, and it is gone at the end', async () => {
  const path = join(tempDir(), 'x.sock');
  const { front, backend, told } = await open({ listen: [{ path }] });
  await backend(echo);
  front.serve(true);
  const { socket, seen } = client(path);
  socket.write('by path');
  await until(() => seen.text === 'by path', { what: 'it is served' });
  const second = await open({ listen: [{ path }] });
  expect(second.told).toEqual(['refused: it is in use']);
  expect(told).toEqual(['listening']);
  front.close();
  await until(() => second.told.includes('listening'), { what: 'the second one gets it' });
  second.front.close();
  await until(() => !existsSync(path), { what: 'it is gone' });
});
