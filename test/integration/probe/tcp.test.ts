import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { freePort, listen, silent } from './servers.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['127.0.0.1', 'localhost'],
  ['::1', 'localhost'],
  ['::1', '[::1]'],
  ['::', 'localhost'],
])('a server on %s is found at %s', async (host, name) => {
  const port = await listen(silent(), host);
  expect(await ask({ type: 'tcp', target: `${name}:${port}` })).toMatchObject({
    ok: true,
    error: null,
    answered: true,
    peer: { port },
  });
});

test('it reports a refused connection with the address', async () => {
  const port = await freePort();
  const text = `connect ECONNREFUSED 127.0.0.1:${port}`;
  for (const target of [`127.0.0.1:${port}`, `localhost:${port}`]) {
    const error = { type: 'refused', target, port, text, listening: null };
    expect(await ask({ type: 'tcp', target })).toEqual({ ok: false, error, answered: false });
  }
});

test('it reports a target that is not an address', async () => {
  expect((await ask({ type: 'tcp', target: 'localhost' })).error).toEqual({
    type: 'message',
    text: 'not host:port: localhost',
  });
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
