import type { RequestOptions } from 'node:http';
import type { HealthSpec } from '../../core/service.ts';
import type { Prober } from '../../runtime/ports.ts';
import { connectError, loopbackLookup } from './address.ts';
import { attempt, failure, PASSED } from './attempt.ts';

/**
 * Passes when a GET is answered with the expected status, by default any from 200 to 399: redirects are an answer and
 * are not followed. Any certificate is good enough on the way to a developer's own server.
 */
export const probeHttp: Prober = async (request) => {
  const { health } = request;
  const url = parseUrl(health.target);
  if (!url) return failure(`not an http URL: ${health.target}`);
  const { request: open } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'));
  return attempt(request, (settle) => {
    const call = open(url, options(url), ({ statusCode = 0 }) => {
      settle(passes(health, statusCode) ? PASSED : { ok: false, error: `HTTP ${statusCode}`, answered: true });
    });
    call.on('error', (error) => settle(failure(connectError(error))));
    call.end();
    return () => call.destroy();
  });
};

/** `localhost:3000/healthz` is taken for http. */
function parseUrl(target: string): URL | null {
  const text = target.trim();
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  return parsed.protocol === 'http:' || parsed.protocol === 'https:' ? parsed : null;
}

function options(url: URL): RequestOptions & { rejectUnauthorized: boolean; autoSelectFamily: boolean } {
  return {
    agent: false, // none that would keep the connection
    headers: { accept: '*/*', 'user-agent': 'zdev' },
    rejectUnauthorized: false,
    autoSelectFamily: true,
    ...loopbackLookup(url.hostname),
  };
}

function passes({ expectStatus }: HealthSpec, status: number): boolean {
  return expectStatus === undefined ? status >= 200 && status <= 399 : status === expectStatus;
}
