import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { freePort, listen, silent } from './servers.ts';

const PASSED = { ok: true, error: null, answered: true };

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['127.0.0.1', 'localhost'],
  ['::1', 'localhost'],
  ['::1', '[::1]'],
  ['::', 'localhost'],
])('a server on %s is found at %s', async (host, name) => {
  const port = await listen(silent(), host);
  expect(await ask({ type: 'tcp', target: `${name}:${port}` })).toEqual(PASSED);
});

test('a refusal is told with the address', async () => {
  const port = await freePort();
  const error = `connect ECONNREFUSED 127.0.0.1:${port}`;
  expect(await ask({ type: 'tcp', target: `127.0.0.1:${port}` })).toEqual({ ok: false, error, answered: false });
  expect(await ask({ type: 'tcp', target: `localhost:${port}` })).toEqual({ ok: false, error, answered: false });
});

test('what is no address is said to be none', async () => {
  expect((await ask({ type: 'tcp', target: 'localhost' })).error).toBe('not host:port: localhost');
});

test('a probe that was aborted before or during ends', async () => {
  const port = await listen(silent());
  const controller = new AbortController();
  const during = ask({ type: 'tcp', target: `127.0.0.1:${port}` }, { signal: controller.signal });
  controller.abort();
  expect((await during).ok).toBe(false);
  const after = await ask({ type: 'tcp', target: `127.0.0.1:${port}` }, { signal: controller.signal });
  expect(after.ok).toBe(false);
});
