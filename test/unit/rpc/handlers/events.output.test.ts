import { expect, test } from 'vitest';
import { until } from '../../../helpers/wait.ts';
import { FakeControl } from '../fake-control.ts';
import { service } from '../specs.ts';
import { talk } from '../talk.ts';

const shop = () => new FakeControl([service('db'), service('api', { requires: ['db'] })]).up();

interface Output {
  pieces: { service: string; run: number; at: number; at_ms: number; data: string }[];
  missed: { service: string; bytes: number }[];
}
const outputs = (client: ReturnType<typeof talk>) => client.notifications('events.output') as unknown as Output[];
const bytesOf = (told: readonly Output[], service?: string) =>
  Buffer.concat(
    told.flatMap(({ pieces }) =>
      pieces
        .filter((piece) => (service ?? piece.service) === piece.service)
        .map(({ data }) => Buffer.from(data, 'base64')),
    ),
  );

test('output comes as bytes, a prompt too, with its place in the run', async () => {
  const control = shop();
  const client = talk(control);
  control.logs.write('db', 'before\n');
  const { result } = await client.call('events.subscribe', { states: false, output: true });
  control.logs.write('db', Buffer.from('Password: \xff', 'latin1'));
  await until(() => outputs(client).length > 0);
  const { subscription } = result as { subscription: number };
  const data = Buffer.from('Password: \xff', 'latin1').toString('base64');
  expect(outputs(client)).toEqual([
    { subscription, pieces: [{ service: 'db', run: 1, at: 7, at_ms: 1000, data, bytes: 11 }], missed: [], raw: 0 },
  ]);
  control.logs.write('api', 'started\n', 4);
  await until(() => outputs(client).length > 1);
  expect(outputs(client)[1]?.pieces).toMatchObject([{ service: 'api', run: 4, at: 0 }]);
  expect((await client.call('events.unsubscribe', result)).result).toEqual({ ok: true });
  expect(control.logs.listeners).toBe(0);
});

test('who wants it raw gets the bytes of all pieces behind the message', async () => {
  const control = shop();
  const client = talk(control);
  control.logs.write('db', 'one\n');
  control.logs.write('api', Buffer.from('\xff\ntwo', 'latin1'));
  await client.call('events.subscribe', { states: false, output: true, raw: true, backlog: 100 });
  const told = () => client.received.flat().find(({ method }) => method === 'events.output');
  await until(() => told() !== undefined);
  expect(told()?.params).toMatchObject({
    pieces: [
      { service: 'db', run: 1, at: 0, data: '', bytes: 4 },
      { service: 'api', run: 1, at: 0, data: '', bytes: 5 },
    ],
    raw: 9,
  });
  expect(told()?.bytes).toEqual(Buffer.from('one\n\xff\ntwo', 'latin1'));
});

test('output before an event of a service is sent before that event', async () => {
  const control = shop();
  const client = talk(control);
  await client.call('events.subscribe', { output: true });
  // Output that was told just now makes what follows wait; news of states need not.
  control.logs.write('api', 'first words\n');
  await until(() => outputs(client).length > 0);
  const told = client.received.length;
  control.logs.write('api', 'last words\n');
  control.exit('api', 1);
  await until(() => client.notifications('events.state').length > 0);
  const names = client.received.slice(told).map((message) => ('method' in message ? message.method : ''));
  expect(names).toEqual(['events.output', 'events.state']);
});

test('output of some services, with what they have written last', async () => {
  const control = shop();
  const client = talk(control);
  control.logs.write('db', '0123456789');
  control.logs.write('api', 'not asked for');
  await client.call('events.subscribe', { output: ['db'], backlog: 4 });
  await until(() => outputs(client).length > 0);
  expect(outputs(client)[0]).toMatchObject({ pieces: [{ service: 'db', at: 6, data: 'Njc4OQ==' }], missed: [] });
  const { error } = await client.call('events.subscribe', { output: ['bd'] });
  expect(error).toMatchObject({ code: -32000, data: { hint: 'did you mean "db"?' } });
  expect((await client.call('events.subscribe', { output: true, backlog: -1 })).error?.code).toBe(-32602);
});

test('output waits for a slow peer, and lost bytes are counted', async () => {
  const control = shop();
  const [client, reads] = [talk(control), talk(control)];
  for (const each of [client, reads]) await each.call('events.subscribe', { states: false, output: true });
  client.setBehind(true);
  const sent = client.received.length;
  const ring = 1024 * 1024;
  for (let i = 0; i < 24; i++) control.logs.write('db', Buffer.alloc(ring / 16, 'a'.charCodeAt(0) + i));
  control.logs.write('api', 'short');
  await until(() => bytesOf(outputs(reads), 'api').length > 0);
  expect(client.received.length).toBe(sent);
  client.setBehind(false);
  await until(() => bytesOf(outputs(client), 'api').length > 0);
  expect(outputs(client)[0]?.missed).toEqual([{ service: 'db', bytes: ring / 2 }]);
  expect(
    outputs(client)
      .slice(1)
      .flatMap(({ missed }) => missed),
  ).toEqual([]);
  const bytes = bytesOf(outputs(client), 'db');
  expect([bytes.length, bytes[0], bytes.at(-1)]).toEqual([ring, 'i'.charCodeAt(0), 'x'.charCodeAt(0)]);
  expect(bytesOf(outputs(client), 'api').toString()).toBe('short');
});

test('a flood of output goes out in pieces of a megabyte at most, and arrives whole and in order', async () => {
  const control = shop();
  const client = talk(control);
  await client.call('events.subscribe', { states: false, output: true });
  const chunk = Buffer.alloc(200_000, 'x');
  for (let i = 0; i < 5; i++) {
    control.logs.write('db', chunk);
    control.logs.write('api', chunk);
  }
  await until(() => bytesOf(outputs(client)).length === 10 * chunk.length);
  for (const told of outputs(client)) expect(bytesOf([told]).length).toBeLessThanOrEqual(1024 * 1024);
  const order = outputs(client).flatMap(({ pieces }) => pieces.map(({ service, at }) => `${service} ${at}`));
  const whole = Array.from({ length: 5 }, (_, i) => [`db ${i * 200_000}`, `api ${i * 200_000}`]).flat();
  expect(order.filter((name) => whole.includes(name))).toEqual(whole);
});
