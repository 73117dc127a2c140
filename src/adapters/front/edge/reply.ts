import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** How long a client may take to read an answer and disconnect. */
const LINGER_MS = 5000;

/** An answer from the edge itself. */
export interface Reply {
  readonly status: number;
  readonly type: 'text/plain' | 'text/html' | 'application/json';
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it answers a HEAD request. */
  readonly headOnly?: boolean;
}

/** Sends an answer and ends the connection. */
export function reply(client: Socket, { status, type, body, headers = {}, headOnly = false }: Reply): void {
  const all = {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  client.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${headOnly ? '' : body}`);
  // Unread input would turn the end into a reset, and the answer might be lost.
  client.resume();
  const timer = setTimeout(() => client.destroy(), LINGER_MS);
  client.once('end', () => client.destroySoon());
  client.once('close', () => clearTimeout(timer));
}

/** A short text for people. */
export function plainReply(status: number, text: string): Reply {
  return { status, type: 'text/plain', body: `${text}\n` };
}
