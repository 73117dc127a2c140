import type { IncomingMessage, RequestOptions } from 'node:http';
import type { HealthSpec } from '../../core/service.ts';
import type { ProbeOutcome, Prober } from '../../runtime/ports.ts';
import { connectFailure, loopbackLookup, peerOf, tellingError } from './address.ts';
import { attempt, failed, failure, passed } from './attempt.ts';
import { firstLineOf } from './body.ts';
import { speaksTls } from './tls.ts';

/**
 * Passes when a GET is answered with the expected status, by default any from 200 to 399. Redirects count as an answer
 * and are not followed. Any certificate is accepted, because this is a developer's own server.
 */
export const probeHttp: Prober = async (request) => {
  const { health } = request;
  const url = parseUrl(health.target);
  if (!url) return failure(`not an http URL: ${health.target}`);
  const { request: open } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'));
  const outcome = await attempt(request, (settle) => {
    const call = open(url, options(url), (response) => {
      if (passes(health, response.statusCode ?? 0)) settle(passed(peerOf(response.socket)));
      else void describe(url, health, response).then(settle);
    });
    call.on('error', (error) => settle(errorOf(error, url)));
    call.end();
    return () => call.destroy();
  });
  return url.protocol === 'http:' && mayBeTls(outcome) && (await speaksTls(url, request.signal))
    ? failed({ type: 'speaks-tls', target: url.href })
    : outcome;
};

/** `localhost:3000/healthz` counts as http. */
function parseUrl(target: string): URL | null {
  const text = target.trim();
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  return parsed.protocol === 'http:' || parsed.protocol === 'https:' ? parsed : null;
}

function options(url: URL): RequestOptions & { rejectUnauthorized: boolean; autoSelectFamily: boolean } {
  return {
    agent: false, // no agent, which would keep the connection
    headers: { accept: '*/*', 'user-agent': 'zdev' },
    rejectUnauthorized: false,
    autoSelectFamily: true,
    ...loopbackLookup(url.hostname),
  };
}

function passes({ expectStatus }: HealthSpec, status: number): boolean {
  return expectStatus === undefined ? status >= 200 && status <= 399 : status === expectStatus;
}

async function describe(url: URL, { expectStatus }: HealthSpec, response: IncomingMessage): Promise<ProbeOutcome> {
  const { statusCode: status = 0, headers, socket } = response;
  const peer = peerOf(socket);
  const body = await firstLineOf(response);
  const expected = expectStatus ?? null;
  const location = headers.location ?? null;
  const error = { type: 'status', request: `GET ${url.href}`, status, expected, location, body } as const;
  return { ok: false, error, answered: true, peer };
}

function errorOf(error: Error, url: URL): ProbeOutcome {
  const { code, message } = tellingError(error);
  const isPlain =
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' || /wrong version number|packet length too long/i.test(message);
  if (url.protocol === 'https:' && isPlain) return failed({ type: 'speaks-plain', target: url.href });
  if (url.protocol === 'http:' && code?.startsWith('HPE_')) return failed({ type: 'no-http', target: url.href });
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  return connectFailure(error, { target: url.host, port });
}

/**
 * Whether the server may expect TLS. Such a server closes the connection, or answers with bytes that are not HTTP or
 * with a 400 that says so.
 */
function mayBeTls({ ok, error }: ProbeOutcome): boolean {
  if (ok || error === null) return false;
  if (error.type === 'status') return error.status === 400;
  return error.type === 'no-http' || (error.type === 'message' && /hang up|ECONNRESET/.test(error.text));
}
