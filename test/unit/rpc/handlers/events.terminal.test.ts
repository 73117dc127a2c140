import { expect, test } from 'vitest';
import type { Terminal } from '../../../../src/rpc/control.ts';
import { RESET_MODES } from '../../../../src/vt/modes.ts';
import { FakeControl } from '../fake-control.ts';
import { service } from '../specs.ts';
import { talk } from '../talk.ts';

const shop = () => new FakeControl([service('db'), service('api', { requires: ['db'] })]).up();

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
