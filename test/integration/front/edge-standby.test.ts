import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { canShare } from '../../../src/adapters/front/edge/listen.ts';
import { createStandby, type Standby } from '../../../src/adapters/front/edge/standby.ts';
import { needs } from '../../helpers/needs.ts';
import { canSharePort, listenShared, standbysOn } from '../../helpers/shared-port.ts';
import { until } from '../../helpers/wait.ts';
import { freePort } from '../../helpers/zdev-text.ts';
import { client } from './client.ts';

const SHARED = needs(await canSharePort(), 'this Node, or this system, cannot share a port');

/** The one who has the seat says its name to whoever connects. */
async function holder(port: number, name: string): Promise<Server> {
  const server = await listenShared(
    port,
    createServer((socket) => socket.on('error', () => {}).end(name)),
  );
  onTestFinished(() => void server.close());
  return server;
}

async function standingBy(port: number): Promise<Standby> {
  const standby = createStandby(port, (socket) => socket.end('standby'));
  onTestFinished(() => standby.close());
  standby.follow();
  await until(() => standbysOn(port) === 1, { what: 'it stands by' });
  return standby;
}

async function answer(port: number): Promise<string> {
  const { seen } = client(port);
  await until(() => seen.ended || seen.closed, { what: 'an answer' });
  return seen.text || seen.error;
}

/** Connections that nobody answers yet. */
async function connected(port: number, count: number) {
  const all = Array.from({ length: count }, () => client(port));
  await Promise.all(all.map(({ socket }) => once(socket, 'connect')));
  return {
    texts: () => all.map(({ seen }) => seen.text),
    ended: () => all.every(({ seen }) => seen.ended || seen.closed),
  };
}

test(
  'a standby gets no connection while another zdev has the seat, and every connection while nobody has it',
  SHARED,
  async () => {
    const port = await freePort();
    const first = await holder(port, 'first');
    const standby = await standingBy(port);
    expect(new Set(await Promise.all(Array.from({ length: 30 }, () => answer(port))))).toEqual(new Set(['first']));
    standby.wait();
    first.close();
    const waiting = await connected(port, 30);
    expect(waiting.texts().join('')).toBe('');
    standby.serve();
    await until(waiting.ended, { what: 'they are served' });
    expect(new Set(waiting.texts())).toEqual(new Set(['standby']));
  },
);

test('connections that have waited at one who did not get the seat go to the one who did', SHARED, async () => {
  const port = await freePort();
  const first = await holder(port, 'first');
  const standby = await standingBy(port);
  standby.wait();
  first.close();
  const waiting = await connected(port, 30);
  await holder(port, 'second');
  standby.follow();
  await until(waiting.ended, { what: 'they are served' });
  expect(new Set(waiting.texts())).toEqual(new Set(['second']));
});

test('beside one who does not share the port, it stands by as soon as one has it who does', SHARED, async () => {
  const port = await freePort();
  const alone = createServer().listen(port, '127.0.0.1');
  await once(alone, 'listening');
  const standby = createStandby(port, () => {});
  onTestFinished(() => standby.close());
  standby.follow();
  alone.close();
  await holder(port, 'second');
  await until(
    () => {
      standby.follow();
      return standbysOn(port) === 1;
    },
    { what: 'it stands by' },
  );
});

test('whether a port can be shared is known from trying it', async () => {
  expect(await canShare()).toBe(await canSharePort());
});
