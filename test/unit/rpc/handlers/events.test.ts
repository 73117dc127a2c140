import { expect, test } from 'vitest';
import { until } from '../../../helpers/wait.ts';
import { FakeControl } from '../fake-control.ts';
import { oneshot, service } from '../specs.ts';
import { talk } from '../talk.ts';

const shop = () => new FakeControl([service('db'), service('api', { requires: ['db'] })]).up();
interface Pushed {
  entries: { text: string; service: string }[];
  missed: number;
  cursor: string;
  services: { name: string; state: string }[];
}
const texts = (pushed: readonly unknown[]) =>
  (pushed as Pushed[]).flatMap(({ entries }) => entries.map(({ text }) => text));

test('B26: state changes are pushed, several at once as one', async () => {
  const control = shop();
  const client = talk(control);
  const { result } = await client.call('events.subscribe');
  expect(result).toMatchObject({ cursor: null, snapshot: { services: [{ name: 'db' }, { name: 'api' }] } });
  for (let i = 0; i < 20; i++) await client.call('service.restart', { name: 'api' });
  await until(() => client.notifications('events.state').length > 0);
  const [first] = client.notifications('events.state') as unknown as Pushed[];
  expect(first?.services).toMatchObject([{ name: 'api', state: 'running', run: 21 }]);
  expect(client.notifications('events.state').length).toBeLessThan(20);
});

test('a finished oneshot is sent again when its requirement goes away, because it no longer counts as ready', async () => {
  const specs = [service('db'), oneshot('migrate', { requires: ['db'] })];
  const control = new FakeControl(specs, { migrate: { exits: 0 } }).up();
  const client = talk(control);
  await client.call('events.subscribe');
  await client.call('service.stop', { name: 'db' });
  await until(() => client.notifications('events.state').length > 0);
  const rows = (client.notifications('events.state') as unknown as Pushed[]).flatMap(({ services }) => services);
  expect(rows).toContainEqual(expect.objectContaining({ name: 'migrate', state: 'exited', ready: false }));
});

test('a mistake in the config is sent when it appears and when it is fixed, though no service has changed', async () => {
  const control = shop();
  const client = talk(control);
  await client.call('events.subscribe');
  const told = () => client.notifications('events.state').map((news) => (news?.['mistakes'] as unknown[]).length);
  const mistake = { severity: 'error', message: 'no such key', file: 'zinit.toml', line: 3, hint: null } as const;
  control.mistaken([mistake]);
  await until(() => told().length === 1);
  control.mistaken([]);
  await until(() => told().length === 2);
  expect(told()).toEqual([1, 0]);
});

test('addresses are sent when they appear and disappear, though no service has changed', async () => {
  const control = shop();
  const client = talk(control);
  await client.call('events.subscribe');
  const told = () =>
    (
      client.notifications('events.state') as unknown as { services: { name: string; edge_url: string | null }[] }[]
    ).map(({ services }) => services.find(({ name }) => name === 'api')?.edge_url);
  control.moved(new Map([['api', 'http://api.shop.localhost:2080']]));
  await until(() => told().length === 1);
  control.moved(new Map());
  await until(() => told().length === 2);
  expect(told()).toEqual(['http://api.shop.localhost:2080', null]);
});

test('a service that is no longer in the config is sent as removed', async () => {
  const control = shop();
  const client = talk(control);
  await client.call('events.subscribe');
  await client.call('service.remove', { name: 'api' });
  await until(() => client.notifications('events.state').length > 0);
  expect(client.notifications('events.state').at(-1)).toMatchObject({ removed: ['api'] });
});

test('B26: log lines are pushed, and a client that comes back with its cursor misses none', async () => {
  const control = shop();
  const client = talk(control);
  control.logs.add('db', 'before');
  await client.call('events.subscribe', { logs: true, states: false });
  for (let i = 0; i < 5; i++) control.logs.add('db', `line ${i}`);
  await until(() => texts(client.notifications('events.log')).length === 5);
  const { cursor } = client.notifications('events.log').at(-1) as unknown as Pushed;
  client.connection.close();
  expect(control.logs.listeners).toBe(0);

  control.logs.add('db', 'while away');
  const again = talk(control);
  await again.call('events.subscribe', { logs: ['db'], cursor });
  control.logs.add('db', 'back');
  await until(() => texts(again.notifications('events.log')).length === 2);
  expect(texts(again.notifications('events.log'))).toEqual(['while away', 'back']);
});

test('a subscriber that does not read delays nothing: it loses its oldest lines and learns how many', async () => {
  const control = shop();
  control.logs.capacity = 100;
  const [client, reads] = [talk(control), talk(control)];
  for (const each of [client, reads]) await each.call('events.subscribe', { logs: true });
  client.setBehind(true);
  const sent = client.received.length;
  for (let i = 0; i < 1000; i++) control.logs.add('db', `line ${i}`);
  for (let i = 0; i < 50; i++) control.send({ type: 'restart-requested', names: ['api'], dependents: false });
  await until(() => texts(reads.notifications('events.log')).at(-1) === 'line 999');
  await until(() => reads.notifications('events.state').length > 0);
  expect(client.received.length).toBe(sent);
  client.setBehind(false);
  await until(() => client.notifications('events.log').length > 0 && client.notifications('events.state').length > 0);
  expect(client.notifications('events.log')[0]).toMatchObject({ missed: 900 });
  expect(texts(client.notifications('events.log'))[0]).toBe('line 900');
  expect(client.notifications('events.state')).toHaveLength(1);
});

test('a flood goes out in pieces and arrives whole', async () => {
  const control = shop();
  control.logs.capacity = 20_000;
  const client = talk(control);
  await client.call('events.subscribe', { logs: true });
  for (let i = 0; i < 12_000; i++) control.logs.add('db', `${i}`);
  await until(() => texts(client.notifications('events.log')).length === 12_000);
  expect(texts(client.notifications('events.log')).every((text, i) => text === `${i}`)).toBe(true);
});

test('nothing is sent after events.unsubscribe', async () => {
  const control = shop();
  const client = talk(control);
  const { result } = await client.call('events.subscribe', { logs: true });
  expect((await client.call('events.unsubscribe', result)).result).toEqual({ ok: true });
  expect([control.listeners, control.logs.listeners]).toEqual([0, 0]);
  expect((await client.call('events.unsubscribe', result)).error?.code).toBe(-32000);
});

test('logs.read pages with a cursor, and begins with the last lines where asked to', async () => {
  const control = shop();
  const client = talk(control);
  for (let i = 0; i < 10; i++) control.logs.add('db', `${i}`);
  const { result } = await client.call('logs.read', { tail: 3 });
  expect(texts([result])).toEqual(['7', '8', '9']);
  control.logs.add('api', 'new');
  const next = await client.call('logs.read', { cursor: (result as Pushed).cursor });
  expect(next.result).toMatchObject({ entries: [{ service: 'api', text: 'new', at_ms: 1000, run: 1 }], missed: 0 });
});

test('B26, B27: logs.filter filters, and is honest about streams', async () => {
  const control = shop();
  const client = talk(control);
  for (let i = 0; i < 10; i++) control.logs.add('db', `${i}`, 1000 + i);
  const { result } = await client.call('logs.filter', { service: 'db', since: 1005, lines: 2 });
  expect(result).toEqual(['1008 [stdout] 8', '1009 [stdout] 9']);
  expect((await client.call('logs.filter', { service: 'db', stream: 'stderr' })).error?.code).toBe(-32602);
});
