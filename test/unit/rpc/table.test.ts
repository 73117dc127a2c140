import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mismatch } from '../../../src/rpc/check-params.ts';
import { METHODS } from '../../../src/rpc/methods.ts';
import { openRpcDocument } from '../../../src/rpc/openrpc.ts';
import { rpcReference } from '../../../src/rpc/reference.ts';
import { FakeControl } from './fake-control.ts';
import { oneshot, service, target, tcpHealth } from './specs.ts';
import { talk } from './talk.ts';

const root = new URL('../../../', import.meta.url);

test('schema/openrpc.json and docs/reference/rpc.md are current (npm run gen)', () => {
  expect(JSON.parse(readFileSync(new URL('schema/openrpc.json', root), 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(openRpcDocument())),
  );
  expect(readFileSync(new URL('docs/reference/rpc.md', root), 'utf8')).toBe(rpcReference());
});

test('every reference in the OpenRPC document leads somewhere', () => {
  const document = openRpcDocument() as { components: { schemas: Record<string, unknown> } };
  const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  expect(references.length).toBeGreaterThan(20);
  for (const name of references) expect(Object.keys(document.components.schemas)).toContain(name);
});

/** One call of every method that answers with a result, in an order in which that makes sense. */
const CALLS: Partial<Record<keyof typeof METHODS, unknown>> = {
  'rpc.discover': {},
  'system.ping': {},
  'project.info': {},
  'project.wait': { timeout_ms: 1 },
  'service.list': {},
  'service.list_full': {},
  'service.snapshot': { usage: true },
  'service.status': { name: 'bad' },
  'service.status_full': { name: 'api' },
  'service.stats': { name: 'api' },
  'service.is_running': { name: 'api' },
  'service.why': { name: 'late' },
  'service.tree': {},
  'service.wait': { name: 'api' },
  'service.get': { name: 'api' },
  'logs.get': {},
  'logs.tail': { name: 'api' },
  'logs.filter': { name: 'api' },
  'logs.read': { tail: 10 },
  'debug.state': {},
  'debug.process_tree': { name: 'api' },
  'events.subscribe': { logs: true },
  'events.unsubscribe': { subscription: 1 },
  'service.create': { config: { service: { name: 'new', exec: 'x' } }, persist: true },
  'service.update': { config: { service: { name: 'new', exec: 'y' } } },
  'service.reload': {},
  'service.start': { name: 'api' },
  'service.restart': { name: 'api', wait: true },
  'service.kill': { name: 'api' },
  'service.stop': { name: 'api', wait: true },
  'service.stop_all': {},
  'service.start_all': {},
  'service.remove': { name: 'new' },
  'service.delete_all': {},
  'xinet.list': {},
  'xinet.status_all': {},
  'system.prepare_restart': {},
  'system.down': {},
};

test('every answer is what the table says', async () => {
  const control = new FakeControl(
    [
      service('db', { health: tcpHealth, port: 5432 }),
      service('api', { requires: ['db'], conflicts: ['old'] }),
      service('old', { status: 'stop' }),
      service('late', { requires: ['slow'] }),
      service('slow', { health: tcpHealth }),
      oneshot('bad'),
      target('all', ['api']),
    ],
    { bad: { exits: 3 }, slow: 'never-ready' },
  ).up();
  control.logs.add('api', 'hello');
  const client = talk(control);
  for (const [method, params] of Object.entries(CALLS)) {
    const answer = await client.call(method, params);
    expect(answer.error, method).toBeUndefined();
    expect(answer.result, `${method} must not be null: zinit's client takes no null`).not.toBeNull();
    expect(mismatch(METHODS[method as keyof typeof METHODS].result, answer.result, method)).toBeNull();
  }
});

test('B28: proxies are registered, read with all that they count, in the long form too, and unregistered', async () => {
  const client = talk(new FakeControl([service('be')]));
  const proxy = { name: 'px', listen: ['tcp:127.0.0.1:1'], backend: 'tcp:127.0.0.1:2', service: 'be' };
  expect((await client.call('xinet.register', proxy)).result).toEqual({ ok: true });
  expect((await client.call('xinet.list')).result).toEqual(['px']);
  const status = {
    ...{ name: 'px', listen: 'tcp:127.0.0.1:1', backend: 'tcp:127.0.0.1:2', service: 'be', running: true },
    ...{ total_connections: 3, active_connections: 1, bytes_to_backend: 5, bytes_from_backend: 7 },
    ...{ connections: 1, waiting_connections: 0 },
  };
  expect((await client.call('xinet.status', { name: 'px' })).result).toEqual(status);
  expect((await client.call('xinet.status_all')).result).toEqual([status]);
  expect((await client.call('xinet.create', proxy)).error).toMatchObject({ message: "Proxy 'px' already exists" });
  expect((await client.call('xinet.delete', { name: 'px' })).result).toEqual({ ok: true });
  expect((await client.call('xinet.delete', { name: 'px' })).error).toMatchObject({ code: -32603 });
});

test.each([
  [{ name: '' }, 'name is required'],
  [{ backend: '' }, 'backend is required'],
  [{ listen: [] }, 'at least one listen address is required'],
  [{ listen: 'tcp:0.0.0.0:1' }, 'it would let others in'],
  [{ service: 'bee' }, 'service not found'],
])('a proxy with %j is refused', async (wrong, message) => {
  const proxy = { name: 'px', listen: ['tcp:127.0.0.1:1'], backend: 'tcp:127.0.0.1:2', service: 'be', ...wrong };
  const { error } = await talk(new FakeControl([service('be')])).call('xinet.create', proxy);
  expect(error).toMatchObject({ message });
});

test('the proxy of a service in the config is not unregistered', async () => {
  const control = new FakeControl([service('be')]);
  const counts = { total: 0, active: 0, waiting: 0, toBackend: 0, fromBackend: 0 };
  control.opened.push({ name: 'be', service: 'be', listen: [], backend: '', registered: false, counts });
  const { error } = await talk(control).call('xinet.unregister', { name: 'be' });
  expect(error).toMatchObject({ code: -32603, message: expect.stringContaining('in the config') });
});

test('B28: stats are those of the whole process tree, as the system tells them', async () => {
  const control = new FakeControl([service('api')]).up();
  control.usage = async () => new Map([['api', { pid: 7, memoryBytes: 3_000_000, cpuPercent: 41.5 }]]);
  expect((await talk(control).call('service.stats', { name: 'api' })).result).toEqual({
    pid: 7,
    memory_bytes: 3_000_000,
    cpu_percent: 41.5,
  });
});
