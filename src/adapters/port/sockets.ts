import { readFileSync } from 'node:fs';

/** A TCP socket on Linux. */
export interface TcpSocket {
  /** Such as `127.0.0.1` or `::1`. `0.0.0.0` and `::` mean all addresses. */
  readonly address: string;
  readonly port: number;
  readonly inode: string;
  /** The user that owns the socket. */
  readonly uid: number;
}

/** `st` of a listening socket. */
const LISTEN = '0A';

/** The listening sockets of this machine (of this network namespace). Throws if there is no /proc/net/tcp. */
export function listeningSockets(): readonly TcpSocket[] {
  return parseSockets(socketTable());
}

/** All TCP sockets, as the kernel lists them. Throws if there is no /proc/net/tcp. */
export function socketTable(): string {
  return readFileSync('/proc/net/tcp', 'utf8') + tcp6();
}

/** IPv6 may be turned off. */
function tcp6(): string {
  try {
    return readFileSync('/proc/net/tcp6', 'utf8');
  } catch {
    return '';
  }
}

/** The listening sockets in the text of /proc/net/tcp and tcp6. */
export function parseSockets(table: string): readonly TcpSocket[] {
  return parseLines(table, ` ${LISTEN} `).flatMap(({ state, ...socket }) => (state === LISTEN ? [socket] : []));
}

/** The local ends of connections with this port on a loopback address. */
export function connectionsOn(port: number, table: string): readonly TcpSocket[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return parseLines(table, `:${hex} `).filter((socket) => {
    return socket.port === port && socket.state !== LISTEN && isLoopback(socket.address);
  });
}

/** Parses the lines that contain this text. */
function parseLines(table: string, text: string): (TcpSocket & { readonly state: string })[] {
  return table.split('\n').flatMap((line) => {
    if (!line.includes(text)) return [];
    const [, local, , state, , , , uid, , inode] = line.trim().split(/\s+/);
    const [address, port] = local?.split(':') ?? [];
    if (!address || !port || !state || !inode) return [];
    return [{ address: addressOf(address), port: Number.parseInt(port, 16), inode, uid: Number(uid), state }];
  });
}

/** The kernel writes 32-bit words in hex, each with its lowest byte first. */
function addressOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (bytes.length === 4) return v4(bytes);
  const mapped = /^0{20}ffff/i.test(bytes.join(''));
  if (mapped) return v4(bytes.slice(12));
  const groups = Array.from({ length: 8 }, (_, i) =>
    Number.parseInt(bytes.slice(2 * i, 2 * i + 2).join(''), 16).toString(16),
  );
  const text = groups.join(':');
  const zeros = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length)[0];
  if (!zeros) return text;
  const [before, after] = [text.slice(0, zeros.index), text.slice(zeros.index + zeros[0].length)];
  return `${before}::${after.replace(/^:/, '')}`;
}

const v4 = (bytes: readonly string[]) => bytes.map((byte) => Number.parseInt(byte, 16)).join('.');

/**
 * The sockets that get a connection to an address, among those on its port. The most specific ones win, as in the
 * kernel.
 */
export function takersOf(
  { address, port }: { readonly address: string; readonly port: number },
  sockets: readonly TcpSocket[],
): readonly TcpSocket[] {
  const asked = address.replace(/^::ffff:(?=\d+\.)/, '');
  const onPort = sockets.filter((socket) => socket.port === port);
  const isV4 = !asked.includes(':');
  for (const wanted of [asked, ...(isV4 ? ['0.0.0.0'] : []), '::']) {
    const takers = onPort.filter((socket) => socket.address === wanted);
    if (takers.length > 0) return takers;
  }
  return [];
}

/** Whether a loopback address of this machine reaches the socket. */
export function isLocal(address: string): boolean {
  return address === '0.0.0.0' || address === '::' || isLoopback(address);
}

/** Whether it is `127.0.0.1`, `::1` or another loopback address. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./.test(address);
}
