import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { connect } from '../../../src/rpc/client.ts';
import type { Terminal } from '../../../src/rpc/control.ts';
import { RESET_MODES } from '../../../src/vt/modes.ts';
import { connectInMemory } from '../../helpers/in-memory-client.ts';
import { tempDir } from '../../helpers/temp.ts';
import { until } from '../../helpers/wait.ts';
import { FakeControl } from '../../unit/rpc/fake-control.ts';
import { service } from '../../unit/rpc/specs.ts';
import { rawClient, startServer } from './rig.ts';

test('a client on a socket and one in memory see the same', async () => {
  const { control, path } = await startServer();
  const socket = await connect(path);
  const memory = connectInMemory(control);
  for (const client of [socket, memory]) {
    expect(await client.call('service.list')).toEqual(['db', 'api']);
    await expect(client.call('service.start', { name: 'apo' })).rejects.toMatchObject({
      code: -32000,
      data: { hint: 'did you mean "api"?' },
    });
    const changed: string[] = [];
    client.on('events.state', ({ services }) => changed.push(...services.map(({ name }) => name)));
    await client.call('events.subscribe', {});
    await client.call('service.restart', { name: 'api', wait: true });
    await until(() => changed.includes('api'));
    client.close();
    await client.closed;
  }
  await until(() => control.listeners === 0);
});

test('what the client waits for is rejected when the supervisor goes away', async () => {
  const { path, server } = await startServer();
  const client = await connect(path);
  const waiting = client.call('service.wait', { name: 'db', until: 'stopped' });
  const refused = expect(waiting).rejects.toThrow('the supervisor has closed the connection');
  await client.call('system.ping');
  await server.close();
  await refused;
});

test('no supervisor is an error of the system', async () => {
  await expect(connect(`${tempDir()}/none.sock`)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a client that does not read a flooding terminal is disconnected, and the service keeps running', async () => {
  const control = new FakeControl([service('api')]).up();
  const listeners = new Set<(chunk: Buffer) => void>();
  const terminal: Terminal = {
    run: 1,
    modes: () => RESET_MODES,
    snapshot: () => ({ at: 0, columns: 100, rows: 30, modes: RESET_MODES, screen: Promise.resolve(Buffer.from('$ ')) }),
    attend: () => () => {},
    write() {},
    resize() {},
    onData(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    onEnd: () => () => {},
  };
  control.terminals.set('api', terminal);
  const { path, server } = await startServer(control);
  const { socket } = await rawClient(path);
  socket.write('{"jsonrpc":"2.0","id":1,"method":"terminal.open","params":{"name":"api"}}\n');
  await until(() => listeners.size === 1);
  socket.pause();
  const chunk = Buffer.alloc(1024 * 1024);
  let sent = 0;
  await until(() => {
    for (const listener of listeners) listener(chunk);
    sent += 1;
    return server.connections() === 0;
  });
  expect(sent).toBeLessThan(40);
  expect(listeners.size).toBe(0);
});

test('a command that is only a client loads node:net and little else', async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('../../../src/rpc/client.ts', import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
  });
  const names = Object.keys(metafile.inputs).map((path) => path.replace(/^.*src\//, ''));
  expect(names.sort()).toEqual(['rpc/client.ts', 'rpc/errors.ts', 'rpc/line-reader.ts']);
});

test('output over a socket: received and missed bytes add up to everything that was written', async () => {
  const { control, path } = await startServer();
  const client = await connect(path);
  let received = 0;
  let missed = 0;
  client.on('events.output', (told, bytes) => {
    expect(bytes.length).toBe(told.pieces.reduce((sum, piece) => sum + piece.bytes, 0));
    received += bytes.length;
    for (const { bytes } of told.missed) missed += bytes;
  });
  await client.call('events.subscribe', { states: false, output: true, raw: true });
  const chunk = Buffer.alloc(64 * 1024, 'line\n');
  for (let i = 0; i < 100; i++) {
    control.logs.write(i % 3 ? 'db' : 'api', chunk);
    if (i % 10 === 0) await client.call('system.ping');
  }
  await until(() => received + missed === 100 * chunk.length);
  expect(received).toBeGreaterThanOrEqual(1024 * 1024);
  client.close();
});
