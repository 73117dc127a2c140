import { chmodSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type RpcServer, serve } from '../../../src/rpc/server.ts';
import { tempDir } from '../../helpers/temp.ts';
import { FakeControl } from '../../unit/rpc/fake-control.ts';
import { service } from '../../unit/rpc/specs.ts';

/** A server on a real socket, with an imaginary project behind it. */
export async function startServer(
  control: FakeControl = new FakeControl([service('db'), service('api', { requires: ['db'] })]).up(),
): Promise<{ control: FakeControl; server: RpcServer; path: string }> {
  const dir = tempDir();
  chmodSync(dir, 0o700);
  const path = join(dir, 'z.sock');
  const server = await serve({ control, path });
  onTestFinished(() => server.close());
  return { control, server, path };
}

/** A client that sends what it likes. `text` is all that came back. */
export async function rawClient(path: string): Promise<{ socket: Socket; text: () => string; closed: () => boolean }> {
  const socket = connect(path);
  onTestFinished(() => void socket.destroy());
  let text = '';
  let closed = false;
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  socket.on('error', () => {});
  socket.once('close', () => {
    closed = true;
  });
  await new Promise((resolve) => {
    socket.once('connect', resolve);
  });
  return { socket, text: () => text, closed: () => closed };
}

export const ping = (id: number | string) => `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"method":"system.ping"}\n`;
