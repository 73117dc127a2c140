import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { CERT, KEY } from './certificate.ts';
import { freePort, listen, silent, web } from './servers.ts';

const status = (code: number) =>
  web((_request, response) => response.writeHead(code, { location: '/next' }).end('body'));

test.each([200, 204, 302, 304, 399])('%i passes', async (code) => {
  const port = await listen(status(code));
  const outcome = await ask({ type: 'http', target: `http://127.0.0.1:${port}/x?y=1` });
  expect(outcome).toEqual({ ok: true, error: null, answered: true, peer: { address: '127.0.0.1', port } });
});

test.each([400, 404, 500, 503])('%i does not', async (code) => {
  const port = await listen(status(code));
  const outcome = await ask({ type: 'http', target: `http://127.0.0.1:${port}` });
  const request = `GET http://127.0.0.1:${port}/`;
  const error = { type: 'status', request, status: code, expected: null, location: '/next', body: 'body' };
  expect(outcome).toMatchObject({ ok: false, error, answered: true });
});

test('with an expected status only that one passes', async () => {
  const port = await listen(status(404));
  const target = `http://127.0.0.1:${port}`;
  expect((await ask({ type: 'http', target, expectStatus: 404 })).ok).toBe(true);
  expect((await ask({ type: 'http', target, expectStatus: 200 })).error).toMatchObject({ status: 404, expected: 200 });
});

test('it is a GET of the whole path, and the connection is not kept', async () => {
  const seen: unknown[] = [];
  const port = await listen(
    web(({ method, url, headers }, response) => {
      seen.push([method, url, headers.connection, headers.host]);
      response.end();
    }),
  );
  await ask({ type: 'http', target: `localhost:${port}/a/b?c=d` });
  expect(seen).toEqual([['GET', '/a/b?c=d', 'close', `localhost:${port}`]]);
});

test.each(['127.0.0.1', '::1'])('localhost finds a server on %s', async (host) => {
  const port = await listen(status(200), host);
  expect((await ask({ type: 'http', target: `http://localhost:${port}/` })).ok).toBe(true);
});

test('https with a certificate that nobody signed', async () => {
  const port = await listen(createTlsServer({ cert: CERT, key: KEY }, (_request, response) => response.end()));
  expect(await ask({ type: 'http', target: `https://localhost:${port}/` })).toMatchObject({ ok: true, error: null });
});

test('an endless body is not waited for', async () => {
  const port = await listen(web((_request, response) => void response.write('first')));
  expect((await ask({ type: 'http', target: `http://127.0.0.1:${port}` })).ok).toBe(true);
});

test('a server that never answers is given up after the timeout', async () => {
  const port = await listen(silent());
  const outcome = await ask({ type: 'http', target: `http://127.0.0.1:${port}`, timeoutMs: 150 });
  const error = { type: 'no-answer', withinMs: 150, target: `http://127.0.0.1:${port}` };
  expect(outcome).toEqual({ ok: false, error, answered: false });
});

test('it reports a refused connection and a bad target', async () => {
  const port = await freePort();
  expect((await ask({ type: 'http', target: `http://localhost:${port}` })).error).toEqual({
    type: 'refused',
    target: `localhost:${port}`,
    port,
    text: `connect ECONNREFUSED 127.0.0.1:${port}`,
    listening: null,
  });
  const text = 'not an http URL: ftp://x';
  expect((await ask({ type: 'http', target: 'ftp://x' })).error).toEqual({ type: 'message', text });
});

test.each([
  ['plain text\nmore', 'plain text'],
  ['\n\n  {"status":"down"}\n', '{"status":"down"}'],
  ['<!doctype html><html><head><title>Oops</title></head><body><h1>No route</h1>', 'No route'],
  ['', null],
])('of the body %j the line that says something is kept', async (body, line) => {
  const port = await listen(web((_request, response) => response.writeHead(500).end(body)));
  expect((await ask({ type: 'http', target: `http://127.0.0.1:${port}` })).error).toMatchObject({ body: line });
});

test('of a body without an end as much is read as comes soon', async () => {
  const port = await listen(web((_request, response) => void response.writeHead(503).write('starting\n')));
  expect((await ask({ type: 'http', target: `http://127.0.0.1:${port}` })).error).toMatchObject({ body: 'starting' });
});

test('http to a server that speaks something else', async () => {
  const port = await listen(createTcpServer((socket) => socket.end('-ERR wrong number of arguments\r\n')));
  const target = `http://127.0.0.1:${port}/`;
  expect((await ask({ type: 'http', target })).error).toEqual({ type: 'no-http', target });
});

test('http to a server that speaks TLS, and the other way round', async () => {
  const secure = await listen(createTlsServer({ cert: CERT, key: KEY }, (_request, response) => response.end()));
  const target = `http://localhost:${secure}/`;
  expect((await ask({ type: 'http', target })).error).toEqual({ type: 'speaks-tls', target });
  const plain = await listen(status(200));
  const other = `https://localhost:${plain}/`;
  expect((await ask({ type: 'http', target: other })).error).toEqual({ type: 'speaks-plain', target: other });
});

test('a server that closes every connection does not speak TLS', async () => {
  const port = await listen(createTcpServer((socket) => socket.destroy()));
  expect((await ask({ type: 'http', target: `http://127.0.0.1:${port}` })).error).toMatchObject({ type: 'message' });
});
