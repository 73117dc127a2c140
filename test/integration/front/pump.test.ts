import { once } from 'node:events';
import { fstatSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { reset } from '../../../src/adapters/front/pump.ts';
import { until } from '../../helpers/wait.ts';
import { client } from './client.ts';

/** The two ends of a connection: what a front has, and what its client sees. */
async function connection() {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const far = client((server.address() as { port: number }).port);
  const [socket] = (await once(server, 'connection')) as [Socket];
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  const { fd } = (socket as unknown as { _handle: { fd: number } })._handle;
  const { ino } = fstatSync(fd);
  /** Whether the descriptor is closed. Another file may have its number by now. */
  const isLetGo = () => {
    try {
      return fstatSync(fd).ino !== ino;
    } catch {
      return true;
    }
  };
  return { socket: socket.on('error', () => {}), seen: far.seen, isLetGo };
}

test('a reset is seen as a reset, and lets go of the descriptor', async () => {
  const { socket, seen, isLetGo } = await connection();
  reset(socket);
  await until(() => seen.closed, { what: 'the other end is told' });
  expect(seen.error).toBe('ECONNRESET');
  await until(isLetGo, { what: 'the descriptor is closed' });
});

test('a reset while the end is being sent lets go of the descriptor too: a thread with one that is left can never end', async () => {
  const { socket, seen, isLetGo } = await connection();
  socket.end();
  reset(socket);
  await until(() => seen.ended || seen.closed, { what: 'the other end is told' });
  await until(isLetGo, { what: 'the descriptor is closed' });
});

test('a reset while there is something to be written yet is a reset', async () => {
  const { socket, seen, isLetGo } = await connection();
  socket.end(Buffer.alloc(32 * 1024 * 1024));
  reset(socket);
  await until(() => seen.closed, { what: 'the other end is told' });
  expect(seen.error).toBe('ECONNRESET');
  await until(isLetGo, { what: 'the descriptor is closed' });
});
