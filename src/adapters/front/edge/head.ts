/** The part of a request's head that says where the request goes. */
export interface Head {
  readonly is: 'request';
  readonly method: string;
  /** The path and query. For an absolute address, those of the address. */
  readonly target: string;
  /** Lower case, without a port and without a final dot. */
  readonly host: string;
  /** Whether the client wants a page for people. */
  readonly wantsHtml: boolean;
}

/**
 * The meaning of the first bytes of a connection: a request, too few bytes, HTTP/2 (which does not name its host so
 * early), or something that cannot be forwarded, with the status to answer.
 */
export type FirstBytes =
  | Head
  | { readonly is: 'unfinished' }
  | { readonly is: 'http2' }
  | { readonly is: 'bad'; readonly status: 400 | 431; readonly message: string };

/** The cookies of all projects on one host can make a head long. A longer head is refused. */
const MAX_HEAD_BYTES = 64 * 1024;

const HTTP2 = 'PRI * HTTP/2.0\r\n';
const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([^\s]+) HTTP\/1\.[01]$/;
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{0,5})?$/;

/** Reads the head of the first request of a connection. The bytes stay unchanged and are forwarded later. */
export function readHead(bytes: Buffer): FirstBytes {
  const start = bytes.toString('latin1', 0, HTTP2.length);
  if (start === HTTP2) return { is: 'http2' };
  if (HTTP2.startsWith(start)) return { is: 'unfinished' };
  if (!/^[A-Za-z]/.test(start)) return bad('this is not an HTTP request; these names take HTTP without TLS');
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) {
    if (bytes.length > MAX_HEAD_BYTES)
      return { is: 'bad', status: 431, message: 'the head of the request is too long' };
    return { is: 'unfinished' };
  }
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const [, method, target] = REQUEST_LINE.exec(first) ?? [];
  if (method === undefined || target === undefined) return bad('the first line is not an HTTP request');
  return request(method, target, lines);
}

function request(method: string, target: string, lines: readonly string[]): FirstBytes {
  const hosts = valuesOf('host', lines);
  if (hosts.length !== 1) return bad(hosts.length === 0 ? 'the request has no Host' : 'the request has several Hosts');
  // An absolute address takes priority over the Host header.
  const [, authority = hosts[0]!, path = target] = /^http:\/\/([^/?#]*)(.*)$/i.exec(target) ?? [];
  const [, host] = HOST.exec(authority.toLowerCase()) ?? [];
  if (host === undefined) return bad('the request has no valid Host');
  const accept = valuesOf('accept', lines).join().toLowerCase();
  const wantsHtml = (method === 'GET' || method === 'HEAD') && accept.includes('text/html');
  return { is: 'request', method, target: path, host: host.replace(/\.$/, ''), wantsHtml };
}

function valuesOf(name: string, lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return line.slice(0, colon).toLowerCase() === name ? [line.slice(colon + 1).trim()] : [];
  });
}

function bad(message: string): FirstBytes {
  return { is: 'bad', status: 400, message };
}
