import { expect, test } from 'vitest';
import { readHead } from '../../../../../src/adapters/front/edge/head.ts';

const read = (text: string) => readHead(Buffer.from(text, 'latin1'));
const get = (...lines: string[]) => read(`${['GET /a?b HTTP/1.1', ...lines].join('\r\n')}\r\n\r\n`);

test('a request says its method, its path and its host', () => {
  expect(get('Host: Web.Shop.localhost:2080', 'Accept: text/html,*/*')).toEqual({
    ...{ is: 'request', method: 'GET', target: '/a?b', host: 'web.shop.localhost', wantsHtml: true },
  });
  expect(read('POST / HTTP/1.0\r\nhOsT:x.localhost.\r\nAccept: text/html\r\n\r\nbody')).toMatchObject({
    ...{ method: 'POST', host: 'x.localhost', wantsHtml: false },
  });
  expect(get('Host: [::1]:2080', 'Accept: */*')).toMatchObject({ host: '[::1]', wantsHtml: false });
});

test('an address in full counts more than the Host', () => {
  const head = read('GET http://web.shop.localhost:2080/x HTTP/1.1\r\nHost: evil.example\r\n\r\n');
  expect(head).toMatchObject({ host: 'web.shop.localhost', target: '/x' });
  expect(read('GET http://web.shop.localhost@evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n')).toMatchObject({ is: 'bad' });
});

test('a part of a head is not enough, wherever it is cut', () => {
  const whole = 'GET / HTTP/1.1\r\nHost: a.localhost\r\n\r\n';
  for (let length = 1; length < whole.length; length++) expect(read(whole.slice(0, length)).is).toBe('unfinished');
  expect(read(whole).is).toBe('request');
});

test('HTTP/2 without TLS is seen by its first line', () => {
  const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
  expect(read(preface)).toEqual({ is: 'http2' });
  expect(read(preface.slice(0, 10))).toEqual({ is: 'unfinished' });
  // A method that begins like it.
  expect(read('PRINT / HTTP/1.1\r\nHost: a.localhost\r\n\r\n')).toMatchObject({ is: 'request', method: 'PRINT' });
});

test.each([
  ['TLS', '\x16\x03\x01\x02\x00', 400, 'not an HTTP request'],
  ['no request line', 'hello\r\n\r\n', 400, 'first line'],
  ['no Host', 'GET / HTTP/1.1\r\nAccept: */*\r\n\r\n', 400, 'no Host'],
  ['two Hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400, 'several Hosts'],
  ['a Host with a name and a password', 'GET / HTTP/1.1\r\nHost: a@b\r\n\r\n', 400, 'no valid Host'],
  ['a Host with markup', 'GET / HTTP/1.1\r\nHost: <script>\r\n\r\n', 400, 'no valid Host'],
  ['an endless head', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}`, 431, 'too long'],
])('%s is refused', (_, text, status, message) => {
  expect(read(text)).toMatchObject({ is: 'bad', status, message: expect.stringContaining(message) });
});
