import { expect, test } from 'vitest';
import type { Terminal } from '../../../src/rpc/control.ts';
import { RESET_MODES } from '../../../src/vt/modes.ts';
import { until } from '../../helpers/wait.ts';
import { FakeControl } from './fake-control.ts';
import { oneshot, service } from './specs.ts';
import { talk } from './talk.ts';

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

test('a finished oneshot is told again when what it needs goes away: it no longer counts as ready', async () => {
  const specs = [service('db'), oneshot('migrate', { requires: ['db'] })];
  const control = new FakeControl(specs, { migrate: { exits: 0 } }).up();
  const client = talk(control);
  await client.call('events.subscribe');
  await client.call('service.stop', { name: 'db' });
  await until(() => client.notifications('events.state').length > 0);
  const rows = (client.notifications('events.state') as unknown as Pushed[]).flatMap(({ services }) => services);
  expect(rows).toContainEqual(expect.objectContaining({ name: 'migrate', state: 'exited', ready: false }));
});

test('a mistake in the config is told when it comes and when it goes, though no service has changed', async () => {
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

test('addresses are told when they come and when they go, though no service has changed', async () => {
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

test('a service that is no longer in the config is told as removed', async () => {
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

test('a subscriber that does not read holds up nothing: it loses its oldest lines and is told how many', async () => {
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

test('no more after events.unsubscribe', async () => {
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
    { subscription, pieces: [{ service: 'db', run: 1, at: 7, at_ms: 1000, data }], missed: [] },
  ]);
  control.logs.write('api', 'started\n', 4);
  await until(() => outputs(client).length > 1);
  expect(outputs(client)[1]?.pieces).toMatchObject([{ service: 'api', run: 4, at: 0 }]);
  expect((await client.call('events.unsubscribe', result)).result).toEqual({ ok: true });
  expect(control.logs.listeners).toBe(0);
});

test('what a service has printed before something became of it is told before that', async () => {
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

test('output waits for a peer that is behind, and what it was too late for is counted', async () => {
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

test('a terminal: bytes both ways, its size, its end', async () => {
  const control = shop();
  const { terminal, written, print, end, listening } = fakeTerminal();
  control.terminals.set('api', terminal);
  const client = talk(control);
  const { result } = await client.call('terminal.open', { name: 'api', columns: 100, rows: 30 });
  const id = (result as { terminal: number }).terminal;
  expect(result).toEqual({
    terminal: id,
    run: 3,
    at: 1234,
    columns: 100,
    rows: 30,
    modes: RESET_MODES,
    screen: 'JCA=',
  });
  print(Buffer.from([0x1b, 0xff, 0x00]));
  expect(client.notifications('terminal.data')).toEqual([{ terminal: id, data: 'G/8A' }]);
  client.raw(JSON.stringify({ jsonrpc: '2.0', method: 'terminal.write', params: { terminal: id, data: 'aGkK' } }));
  await client.call('terminal.resize', { terminal: id, columns: 80, rows: 24 });
  expect(written).toEqual(['100x30', 'hi\n', '80x24']);
  end();
  expect(client.notifications('terminal.end')).toEqual([{ terminal: id }]);
  expect(listening()).toBe(0);
  expect((await client.call('terminal.write', { terminal: id, data: '' })).error?.code).toBe(-32000);
  expect((await client.call('terminal.open', { name: 'db' })).error?.code).toBe(-32020);
});

test('keys and texts are typed on the terminal of a service, which need not be opened', async () => {
  const control = shop();
  const { terminal, written } = fakeTerminal();
  control.terminals.set('api', terminal);
  const client = talk(control);
  await client.call('terminal.write', { name: 'api', keys: ['c', 'Enter', 'Up'] });
  await client.call('terminal.write', { name: 'api', text: 'yes\n' });
  expect(written).toEqual(['c\r\x1b[A', 'yes\r']);
  const codeOf = async (params: object) => (await client.call('terminal.write', params)).error?.code;
  expect(await codeOf({ name: 'db', text: '' })).toBe(-32020);
  expect(await codeOf({ name: 'none', text: '' })).toBe(-32000);
  expect(await codeOf({ name: 'api', keys: ['C-Entr'] })).toBe(-32602);
  expect(await codeOf({ name: 'api' })).toBe(-32602);
  expect(await codeOf({ data: '' })).toBe(-32602);
});

test('a terminal without its output is there to type into, and ends too', async () => {
  const control = shop();
  const { terminal, written, print, end } = fakeTerminal();
  control.terminals.set('api', terminal);
  const client = talk(control);
  const { result } = await client.call('terminal.open', { name: 'api', data: false });
  const { terminal: id } = result as { terminal: number };
  print(Buffer.from('told by events.output'));
  await client.call('terminal.write', { terminal: id, data: 'aGkK' });
  end();
  expect(written).toEqual(['hi\n']);
  expect(client.notifications('terminal.data')).toEqual([]);
  expect(client.notifications('terminal.end')).toEqual([{ terminal: id }]);
});

function fakeTerminal() {
  const data = new Set<(chunk: Buffer) => void>();
  const ends = new Set<() => void>();
  const written: string[] = [];
  const terminal: Terminal = {
    run: 3,
    modes: () => RESET_MODES,
    snapshot: () => ({
      at: 1234,
      columns: 100,
      rows: 30,
      modes: RESET_MODES,
      screen: Promise.resolve(Buffer.from('$ ')),
    }),
    attend: () => () => {},
    write: (bytes) => void written.push(bytes.toString()),
    resize: (columns, rows) => void written.push(`${columns}x${rows}`),
    onData(callback) {
      data.add(callback);
      return () => data.delete(callback);
    },
    onEnd(callback) {
      ends.add(callback);
      return () => ends.delete(callback);
    },
  };
  return {
    terminal,
    written,
    listening: () => data.size + ends.size,
    print: (chunk: Buffer) => {
      for (const callback of data) callback(chunk);
    },
    end: () => {
      for (const callback of ends) callback();
    },
  };
}
