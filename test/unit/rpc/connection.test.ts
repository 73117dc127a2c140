import { expect, test } from 'vitest';
import { until } from '../../helpers/wait.ts';
import { FakeControl } from './fake-control.ts';
import { service } from './specs.ts';
import { talk } from './talk.ts';

const shop = () => new FakeControl([service('db'), service('api')]).up();
const ping = (id: unknown) => JSON.stringify({ jsonrpc: '2.0', id, method: 'system.ping' });
const ids = (client: ReturnType<typeof talk>) =>
  client.received.map((message) => ('id' in message ? message.id : null));

test('answers come in the order of the requests, also behind a slow one', async () => {
  const client = talk(shop());
  client.raw(ping(1));
  client.raw('{"jsonrpc":"2.0","id":2,"method":"rpc.discover"}');
  client.raw(`[${ping(3)}]`);
  client.raw(ping(4));
  await until(() => client.received.length === 4);
  expect(ids(client).filter((id) => id !== null)).toEqual([1, 2, 4]);
  expect(Array.isArray(client.received[2])).toBe(true);
});

test('a call that waits holds up no other', async () => {
  const client = talk(shop());
  client.raw('{"jsonrpc":"2.0","id":1,"method":"service.wait","params":{"name":"db","until":"stopped"}}');
  client.raw(ping(2));
  client.raw('{"jsonrpc":"2.0","id":3,"method":"service.stop","params":{"name":"db"}}');
  await until(() => client.received.length === 3);
  expect(ids(client)).toEqual([2, 3, 1]);
});

test('batches: answers together, none for notifications, errors beside results', async () => {
  const client = talk(shop());
  client.raw(`[${ping(1)},{"jsonrpc":"2.0","method":"system.ping"},7,{"jsonrpc":"2.0","id":"x","method":"nope"}]`);
  await until(() => client.received.length === 1);
  expect(client.received[0]).toMatchObject([
    { id: 1, result: {} },
    { id: 0, error: { code: -32700 } },
    { id: 'x', error: { code: -32601 } },
  ]);
  client.raw('[{"jsonrpc":"2.0","method":"system.ping"}]');
  client.raw(ping(5));
  await until(() => client.received.length === 2);
  expect(ids(client)).toEqual([null, 5]);
});

test.each([
  ['an empty batch', '[]', -32600, 0],
  ['a batch without end', `[${'0,'.repeat(5000)}0]`, -32600, 0],
  ['a number', '7', -32700, 0],
  ['null as id', '{"jsonrpc":"2.0","id":null,"method":"system.ping"}', -32700, 0],
  ['a fraction as id', '{"jsonrpc":"2.0","id":1.5,"method":"system.ping"}', -32700, 0],
  ['no method', '{"jsonrpc":"2.0","id":1}', -32700, 0],
  ['text as params', '{"jsonrpc":"2.0","id":1,"method":"system.ping","params":"x"}', -32602, 1],
  ['a method of every object', '{"jsonrpc":"2.0","id":1,"method":"toString"}', -32601, 1],
  ['a negative count', '{"jsonrpc":"2.0","id":1,"method":"logs.get","params":{"lines":-1}}', -32602, 1],
  ['a wrong type', '{"jsonrpc":"2.0","id":1,"method":"service.stop","params":{"name":[1]}}', -32602, 1],
])('%s is an error', (_, line, code, id) => {
  const client = talk(shop());
  client.raw(line);
  expect(client.received).toMatchObject([{ id, error: { code } }]);
});

test('null stands for an optional parameter that is not given', async () => {
  const { result } = await talk(shop()).call('logs.get', { name: 'db', lines: null });
  expect(result).toEqual([]);
});

test('a handler that throws is an internal error, and the connection stays open', async () => {
  const control = shop();
  control.removeService = () => Promise.reject(new Error('disk full'));
  control.state = () => {
    throw new Error('boom');
  };
  const client = talk(control);
  expect((await client.call('service.list')).error).toEqual({ code: -32603, message: 'boom' });
  expect((await client.call('system.ping')).result).toMatchObject({ version: '0.3.7' });
});

test('nothing is done for a client that does not read its answers, until it does', () => {
  const client = talk(shop());
  client.setBehind(true);
  expect(client.raw(ping(1))).toBe(false);
  expect(client.raw(ping(2))).toBe(false);
  expect(client.received).toEqual([]);
  client.setBehind(false);
  expect(ids(client)).toEqual([1, 2]);
  expect(client.resumed()).toBe(1);
});
