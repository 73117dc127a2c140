import { expect, test } from 'vitest';
import { connectFailure, parseAddress } from '../../../../src/adapters/probe/address.ts';

test.each([
  ['localhost:5432', { host: 'localhost', port: 5432 }],
  ['[::1]:80', { host: '::1', port: 80 }],
  ['::1:80', { host: '::1', port: 80 }],
  [':80', { host: 'localhost', port: 80 }],
  ['80', { host: 'localhost', port: 80 }],
  ['localhost', null],
  ['localhost:0', null],
  ['localhost:65536', null],
  ['http://localhost:80/', null],
])('%s', (target, address) => {
  expect(parseAddress(target)).toEqual(address);
});

test('of several errors the refusal is told', () => {
  const missing = Object.assign(new Error('connect EADDRNOTAVAIL ::1:1'), { code: 'EADDRNOTAVAIL' });
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
  const asked = { target: 'localhost:1', port: 1 };
  const text = 'connect ECONNREFUSED 127.0.0.1:1';
  const refusal = { type: 'refused', ...asked, text, listening: null };
  expect(connectFailure(new AggregateError([missing, refused]), asked).error).toEqual(refusal);
  expect(connectFailure(missing, asked).error).toEqual({ type: 'message', text: 'connect EADDRNOTAVAIL ::1:1' });
});
