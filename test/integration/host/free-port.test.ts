import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { freeingInspector } from '../../../src/host/ports/free-port.ts';
import { patientInspector } from '../../../src/host/ports/port-inspector.ts';
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

it('leaves a connection alone that has the port by chance', async () => {
  const child = spawn('sleep', ['300'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const holder = { pid: child.pid!, command: 'sleep', connection: true } as const;
  const said: string[] = [];
  const inspect = freeingInspector(
    async () => holder,
    (message) => said.push(message),
  );
  expect(await inspect(3000)).toBe(holder);
  expect(said).toEqual([]);
});

it('a patient look tells of a connection only when it has the port for long', async () => {
  const holder = { pid: 7, command: 'curl', connection: true } as const;
  let looks = 0;
  const soonOver = patientInspector(async () => {
    looks += 1;
    return looks < 3 ? holder : null;
  });
  expect(await soonOver(40_000)).toBeNull();
  expect(await patientInspector(async () => holder)(40_000)).toBe(holder);
  const listener = { pid: 7, command: 'node' };
  looks = 0;
  const atOnce = patientInspector(async () => {
    looks += 1;
    return listener;
  });
  expect(await atOnce(40_000)).toBe(listener);
  expect(looks).toBe(1);
});
