import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { accepts } from '../../../src/adapters/port/connect.ts';
import { inspectPort } from '../../../src/adapters/port/inspect.ts';
import { holderByLsof } from '../../../src/adapters/port/lsof.ts';
import { isLocal, parseSockets, takersOf } from '../../../src/adapters/port/sockets.ts';
import { needs } from '../../helpers/needs.ts';
import { until } from '../../helpers/wait.ts';

const PROGRAM = `
  const server = require('net').createServer().listen(0, process.argv[1], () => console.log(server.address().port));
`;

/** Another process that listens on a free port. */
async function holder(host: string) {
  const child = spawn(process.execPath, ['-e', PROGRAM, host], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const port = await new Promise<number>((resolve) => child.stdout.once('data', (text) => resolve(Number(text))));
  return { pid: child.pid!, port };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test.each(['127.0.0.1', '::1', '0.0.0.0', '::', '127.0.0.2'])('the holder of a port on %s is named', async (host) => {
  const { pid, port } = await holder(host);
  const found = await inspectPort(port);
  expect(found?.pid).toBe(pid);
  expect(found?.command).toContain(`${process.execPath} -e`);
});

test('a free port has none', async () => {
  let port = 0;
  // Another process may take it meanwhile.
  await until(async () => {
    port = await freePort();
    return (await inspectPort(port)) === null;
  });
  expect(await accepts(port)).toBe(false);
});

/** Two ends of a connection on this machine; the port of the first was chosen by the system. */
async function connection(): Promise<{ server: Server; client: Socket; accepted: Socket; port: number }> {
  const server = createServer({ allowHalfOpen: false });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const client = connect(port, '127.0.0.1');
  const [accepted] = (await Promise.all([once(server, 'connection'), once(client, 'connect')]))[0] as [Socket];
  for (const socket of [client, accepted]) socket.on('error', () => {}).resume();
  onTestFinished(() => {
    for (const socket of [client, accepted]) socket.destroy();
    server.close();
  });
  return { server, client, accepted, port };
}

describe('the end of a connection', needs(process.platform === 'linux', 'only Linux tells of connections'), () => {
  test('that was given the port keeps others from listening there, until it is over', async () => {
    let { client } = await connection();
    // The system may give one port to connections of two processes, if they lead to different ports.
    await until(async () => {
      const found = await inspectPort(client.localPort!);
      if (found?.connection && found.pid === process.pid) return true;
      ({ client } = await connection());
      return false;
    });
    const port = client.localPort!;
    const closed = once(client, 'close');
    client.resetAndDestroy();
    await closed;
    const after = await inspectPort(port); // by now it may be another process's
    if (after !== null) expect([null, process.pid]).not.toContain(after.pid);
  });

  test('that lingers after its own end is nobody’s, and keeps others away all the same', async () => {
    const { client, accepted } = await connection();
    const port = client.localPort!;
    const closed = Promise.all([once(client, 'close'), once(accepted, 'close')]);
    client.end();
    await closed;
    expect(await inspectPort(port)).toEqual({ pid: null, command: null, connection: true });
  });

  test('that a server accepted is in nobody’s way: the next server may listen', async () => {
    const { server, port } = await connection();
    server.close();
    expect(await inspectPort(port)).toBeNull();
  });
});

const HAS_LSOF = (() => {
  try {
    return execFileSync('lsof', ['-v'], { stdio: 'pipe' }).length >= 0;
  } catch {
    return false;
  }
})();

test('lsof names it, too', needs(HAS_LSOF, 'there is no lsof'), async () => {
  const { pid, port } = await holder('127.0.0.1');
  expect(await accepts(port)).toBe(true);
  const found = await holderByLsof(port);
  expect(found.pid).toBe(pid);
  expect(found.command).toContain('-e');
});

test('a holder that no tool can name is unknown', async () => {
  expect(await holderByLsof(await freePort())).toEqual({ pid: null, command: null });
});

test('of the table of sockets only local listeners on the port count', () => {
  const row = (address: string, state: string, inode: number) =>
    `   0: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0 100 0 0 10 0`;
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    row('0100007F:1538', '0A', 1),
    row('00000000:1538', '0A', 2),
    row('00000000000000000000000001000000:1538', '0A', 3),
    row('0000000000000000FFFF00000100007F:1538', '0A', 4),
    row('0500A8C0:1538', '0A', 5), // 192.168.0.5
    row('0100007F:1538', '01', 6), // a connection
    row('0100007F:1539', '0A', 7), // another port
  ].join('\n');
  const local = parseSockets(table).filter(({ address, port }) => port === 0x1538 && isLocal(address));
  expect(local.map(({ inode, address }) => [inode, address])).toEqual([
    ['1', '127.0.0.1'],
    ['2', '0.0.0.0'],
    ['3', '::1'],
    ['4', '127.0.0.1'],
  ]);
  expect(parseSockets(table).find(({ inode }) => inode === '5')).toMatchObject({ address: '192.168.0.5', uid: 1000 });
});

test('a connection goes to who listens most exactly', () => {
  const socket = (address: string, inode: string) => ({ address, port: 80, inode, uid: 0 });
  const [any6, any, exact, six] = [
    socket('::', '1'),
    socket('0.0.0.0', '2'),
    socket('127.0.0.1', '3'),
    socket('::1', '4'),
  ];
  const to = (address: string, sockets = [any6, any, exact, six]) =>
    takersOf({ address, port: 80 }, sockets).map(({ inode }) => inode);
  expect(to('127.0.0.1')).toEqual(['3']);
  expect(to('127.0.0.1', [any6, any])).toEqual(['2']);
  expect(to('127.0.0.1', [any6])).toEqual(['1']);
  expect(to('::1', [any6, any, six])).toEqual(['4']);
  expect(to('::1', [any, exact])).toEqual([]);
});
