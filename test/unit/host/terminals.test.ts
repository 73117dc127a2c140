import { expect, test } from 'vitest';
import { createTerminals } from '../../../src/host/terminals.ts';

const sink = { write: () => true, onDrain() {}, end() {} };
const handle = { pid: 1, isTerminal: true, signal() {} };

test('a build beside a run is not seen on its terminal, and does not end it', () => {
  const terminals = createTerminals();
  const run = terminals.watch({ name: 'api', run: 1 }, sink);
  const build = terminals.watch({ name: 'api', run: 2 }, sink);
  const terminal = terminals.open({ name: 'api', run: 1 }, handle);
  const seen: string[] = [];
  terminal?.onData((chunk) => seen.push(chunk.toString()));
  terminal?.onEnd(() => seen.push('the end'));
  build.write(Buffer.from('compiling'));
  build.end();
  run.write(Buffer.from('GET /'));
  expect(seen).toEqual(['GET /']);
  run.end();
  expect(seen).toEqual(['GET /', 'the end']);
  expect(terminals.open({ name: 'api', run: 1 }, handle)).toBeNull();
});

test('there is nothing to open for a run on pipes', () => {
  const terminals = createTerminals();
  terminals.watch({ name: 'api', run: 1 }, sink);
  expect(terminals.open({ name: 'api', run: 1 }, { ...handle, isTerminal: false })).toBeNull();
  expect(terminals.open({ name: 'api', run: 1 }, undefined)).toBeNull();
});
