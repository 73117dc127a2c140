import { expect, test } from 'vitest';
import { containerState, gatewayOf, imageFacts } from '../../../../src/adapters/container/facts.ts';

test('an image says what it starts, how it is stopped and how it is checked: docker and podman in their own places', () => {
  const check = { Test: ['CMD-SHELL', 'pg_isready'], Interval: 5e9, Timeout: 2e9, Retries: 4 };
  const docker = [{ Config: { Entrypoint: ['/init'], Cmd: ['x'], StopSignal: 'SIGINT', Healthcheck: check } }];
  const health = { type: 'exec', target: 'pg_isready', inside: ['/bin/sh', '-c', 'pg_isready'], retries: 4 };
  expect(imageFacts(JSON.stringify(docker))).toMatchObject({
    program: '/init',
    stopSignal: 'SIGINT',
    health: { ...health, intervalMs: 5000, timeoutMs: 2000 },
  });
  const podman = [{ Config: { Cmd: ['y'] }, Healthcheck: { Test: ['CMD', 'a', 'b'] } }];
  expect(imageFacts(JSON.stringify(podman))).toMatchObject({
    program: 'y',
    stopSignal: null,
    health: { inside: ['a', 'b'], intervalMs: 30_000, timeoutMs: 30_000, retries: 3 },
  });
});

test.each([
  '',
  '[]',
  'Error: no such image',
  '[{"Config":null}]',
  '[{"Config":{"Healthcheck":{"Test":["NONE"]}}}]',
])('nothing is made of %j', (text) =>
  expect(imageFacts(text)).toEqual({ program: null, stopSignal: null, health: null }));

test('a container that was made and never ran is not started', () => {
  const state = { Running: false, StartedAt: '0001-01-01T00:00:00Z', ExitCode: 127, Error: 'gone' };
  expect(containerState(JSON.stringify([{ Id: 'x', State: state }]))).toMatchObject({ started: false, error: 'gone' });
  expect(containerState('')).toBeNull();
});

test.each([
  ['[{"IPAM": {"Config": [{"Gateway": "172.18.0.1"}]}}]', '172.18.0.1'],
  ['[{"subnets": [{"subnet": "10.89.0.0/24", "gateway": "10.89.0.1"}]}]', '10.89.0.1'],
  ['[{"driver": "host"}]', null],
])('the address of this machine in %j is %s', (text, expected) => expect(gatewayOf(text)).toBe(expected));
