import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { freeingInspector } from '../../../src/host/free-port.ts';
import { until } from '../../helpers/wait.ts';

it('ends who holds the port, says so once, and calls it held until it is free', async () => {
  const holder = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
  const notices: string[] = [];
  const pid = holder.pid as number;
  const inspect = freeingInspector(
    async () => (holder.exitCode === null && holder.signalCode === null ? { pid, command: 'node' } : null),
    (message) => notices.push(message),
  );
  expect(await inspect(1)).toEqual({ pid, command: 'node' });
  await until(async () => (await inspect(1)) === null, { what: 'a free port' });
  expect(holder.signalCode).toBe('SIGTERM');
  expect(notices).toEqual([`port 1: ending pid ${pid} (node), which holds it`]);
});

it('takes SIGKILL for one that does not mind SIGTERM', async () => {
  const script = 'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1e6)';
  const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((up) => holder.stdout.once('data', up));
  const pid = holder.pid as number;
  const inspect = freeingInspector(
    async () => ({ pid, command: null }),
    () => {},
  );
  for (let look = 0; look < 6; look++) await inspect(1);
  await until(() => holder.signalCode !== null, { what: 'its end' });
  expect(holder.signalCode).toBe('SIGKILL');
});

it.each([
  ['itself', process.pid],
  ['its parent', process.ppid],
  ['process 1', 1],
])('never ends %s', async (_, pid) => {
  const notices: string[] = [];
  const inspect = freeingInspector(
    async () => ({ pid, command: null }),
    (message) => notices.push(message),
  );
  for (let look = 0; look < 8; look++) expect(await inspect(1)).toEqual({ pid, command: null });
  expect(notices).toEqual([]);
});

it('never ends who passes a port on to a container: the container would stay', async () => {
  const forwarder = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
  const notices: string[] = [];
  const found = { pid: forwarder.pid as number, command: '/usr/bin/docker-proxy -proto tcp' };
  const inspect = freeingInspector(
    async () => found,
    (message) => notices.push(message),
  );
  expect(await inspect(1)).toEqual(found);
  expect(notices).toEqual([]);
  const ended = once(forwarder, 'exit');
  forwarder.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
});
