// A tiny HTTP server: a table of routes, JSON answers, and an end that does not wait for idle browsers.
import { createServer } from 'node:http';

/**
 * Listens on 127.0.0.1:PORT.
 * @param {Record<string, (request: import('node:http').IncomingMessage) => unknown>} routes by `METHOD /path`;
 *   a handler returns `{ status, headers, body }`, all optional. An object as body is sent as JSON.
 * @param {{ onAnswer?: (line: string) => void }} [options] `onAnswer` is told of every request but health checks
 * @returns {Promise<() => Promise<void>>} closes the server
 */
export async function listen(routes, { onAnswer = () => {} } = {}) {
  const server = createServer(async (request, response) => {
    const startedAt = performance.now();
    const path = request.url.split('?')[0];
    const { status = 200, headers = {}, body = '' } = await answer(routes[`${request.method} ${path}`], request);
    const isText = typeof body === 'string';
    response.writeHead(status, {
      'content-type': isText ? 'text/html; charset=utf-8' : 'application/json',
      ...headers,
    });
    response.end(isText ? body : JSON.stringify(body));
    const tookMs = Math.round(performance.now() - startedAt);
    if (path !== '/healthz') onAnswer(`${request.method} ${path} ${status} ${tookMs} ms`);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(process.env.PORT), '127.0.0.1', resolve);
  });
  return () => close(server);
}

/** @returns {Promise<string>} the whole body of a request, at most 10,000 characters */
export async function readBody(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > 10_000) throw Object.assign(new Error('the request is too long'), { status: 413 });
  }
  return text;
}

async function answer(handler, request) {
  if (!handler) return { status: 404, body: { error: 'not found' } };
  try {
    return await handler(request);
  } catch (error) {
    return { status: error.status ?? 500, body: { error: error.message || error.code } };
  }
}

/** Requests under way get half a second to finish. */
function close(server) {
  setTimeout(() => server.closeAllConnections(), 500).unref();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
