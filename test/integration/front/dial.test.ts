import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { dial } from '../../../src/adapters/front/dial.ts';
import { freePort } from '../../helpers/zdev-text.ts';

/** Listens, with room for one or two connections, and never accepts one. */
const DEAF = `
const { parentPort } = require('node:worker_threads');
const server = require('node:net').createServer();
server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
`;

function taken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = dial({ host: '127.0.0.1', port }, resolve);
    onTestFinished(() => void socket.destroy());
  });
}

test('a connection for which a busy program has no room is given up soon, so that it can be tried again', async () => {
  const worker = new Worker(DEAF, { eval: true });
  onTestFinished(async () => void (await worker.terminate()));
  const port = await new Promise<number>((resolve) => {
    worker.once('message', resolve);
  });
  expect(await taken(port)).toBe(true);
  let isTaken = true;
  for (let i = 0; i < 50 && isTaken; i++) isTaken = await taken(port);
  expect(isTaken).toBe(false);
});

test('a connection that nobody takes is refused', async () => {
  expect(await taken(await freePort())).toBe(false);
});
