import { createServer as createTlsServer } from 'node:https';
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { CERT, KEY } from './certificate.ts';
import { freePort, listen, silent, web } from './servers.ts';

const status = (code: number) =>
  web((_request, response) => response.writeHead(code, { location: '/next' }).end('body'));

test.each([200, 204, 302, 304, 399])('%i passes', async (code) => {
  const port = await listen(status(code));
  const outcome = await ask({ type: 'http', target: `http://127.0.0.1:${port}/x?y=1` });
  expect(outcome).toEqual({ ok: true, error: null, answered: true });
});

test.each([400, 404, 500, 503])('%i does not', async (code) => {
  const port = await listen(status(code));
  const outcome = await ask({ type: 'http', target: `http://127.0.0.1:${port}` });
  expect(outcome).toEqual({ ok: false, error: `HTTP ${code}`, answered: true });
});

test('with an expected status only that one passes', async () => {
  const port = await listen(status(404));
  const target = `http://127.0.0.1:${port}`;
  expect((await ask({ type: 'http', target, expectStatus: 404 })).ok).toBe(true);
  expect((await ask({ type: 'http', target, expectStatus: 200 })).error).toBe('HTTP 404');
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
  expect(outcome).toEqual({ ok: false, error: 'no answer within 150 ms', answered: false });
});

test('a refusal and a bad target are told', async () => {
  const port = await freePort();
  expect((await ask({ type: 'http', target: `http://localhost:${port}` })).error).toBe(
    `connect ECONNREFUSED 127.0.0.1:${port}`,
  );
  expect((await ask({ type: 'http', target: 'ftp://x' })).error).toBe('not an http URL: ftp://x');
});
