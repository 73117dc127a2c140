import { expect, test } from 'vitest';
import { withAddress, withEnvAgain } from '../../../src/host/spawn-env.ts';
import type { ProcessHandle, ProcessHost, SpawnRequest } from '../../../src/runtime/ports.ts';
import { service } from '../core/scenario.ts';

function host() {
  const spawned: SpawnRequest[] = [];
  const signals: string[] = [];
  const handle: ProcessHandle = { pid: 7, signal: (signal) => void signals.push(signal) };
  const processes: ProcessHost = {
    spawn(request, _, events) {
      spawned.push(request);
      events.spawned(7);
      return handle;
    },
    adopt: () => handle,
  };
  const told: unknown[] = [];
  const events = {
    spawned: (...args: unknown[]) => void told.push(args),
    spawnFailed() {},
    exited() {},
    treeGone() {},
  };
  const output = { write: () => true, onDrain() {}, end() {} };
  const request = {
    spec: service('w', { env: { A: '1' } }),
    run: 1,
    purpose: 'exec' as const,
    command: 'true',
    tty: false,
  };
  return { processes, spawned, signals, told, events, output, request };
}

test('a run with the environment of the spec starts at once, without a message', () => {
  const { processes, spawned, told, events, output, request } = host();
  expect(withEnvAgain(processes, () => null).spawn(request, output, events).pid).toBe(7);
  expect(spawned).toEqual([request]);
  expect(told).toEqual([[7]]);
});

test('a different environment is given to the run and reported', () => {
  const { processes, spawned, told, events, output, request } = host();
  withEnvAgain(processes, () => ({ A: '2' })).spawn(request, output, events);
  expect(spawned[0]?.spec.env).toEqual({ A: '2' });
  expect(told).toEqual([[7, { env: { A: '2' } }]]);
});

test('signals wait for a run whose env files are still being read', async () => {
  const { processes, spawned, signals, told, events, output, request } = host();
  const env = Promise.resolve({ A: '2' });
  const handle = withEnvAgain(processes, () => env).spawn(request, output, events);
  expect(handle.pid).toBeNull();
  handle.signal('SIGTERM');
  expect([...spawned, ...signals]).toEqual([]);
  await env;
  await new Promise(setImmediate);
  expect({ pid: handle.pid, signals, told }).toEqual({
    pid: 7,
    signals: ['SIGTERM'],
    told: [[7, { env: { A: '2' } }]],
  });
});

test('if they cannot be read, the run starts as the spec says', async () => {
  const { processes, spawned, events, output, request } = host();
  withEnvAgain(processes, () => Promise.reject(new Error('no disk'))).spawn(request, output, events);
  await new Promise(setImmediate);
  expect(spawned).toEqual([request]);
});

test('a run has the address of its service as ZDEV_URL, unless its own environment sets another', () => {
  const { processes, spawned, events, output, request } = host();
  const named = (address: string | null) => withAddress(processes, () => new Map(address ? [['w', address]] : []));
  named('http://w.shop.localhost:2080').spawn(request, output, events);
  named(null).spawn(request, output, events);
  const own = { ...request, spec: service('w', { env: { ZDEV_URL: 'http://x' } }) };
  named('http://w.shop.localhost:2080').spawn(own, output, events);
  expect(spawned.map(({ spec }) => spec.env)).toEqual([
    { ZDEV_URL: 'http://w.shop.localhost:2080', A: '1' },
    { A: '1' },
    { ZDEV_URL: 'http://x' },
  ]);
});
