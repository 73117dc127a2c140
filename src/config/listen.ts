import { resolve } from 'node:path';
import type { ListenAddress } from '../core/service.ts';

/** The port in an address of `listen`: `"localhost:3000"`, `"tcp:127.0.0.1:auto"`. Undefined if there is none. */
export function portIn(text: string): number | 'auto' | undefined {
  const [, port] = /^(?!unix:).*:(\d{1,5}|auto)$/.exec(text) ?? [];
  return port === undefined ? undefined : port === 'auto' ? 'auto' : Number(port);
}

/**
 * Parses an address to listen on, or returns what is wrong with it, as the text after its name: `localhost:3000`,
 * `tcp:127.0.0.1:3000`, `[::1]:3000`, `unix:tmp/x.sock`. `port` replaces the written one.
 */
export function addressOf(text: string, dir: string, port = portIn(text)): ListenAddress | string {
  if (text.startsWith('unix:')) {
    const path = text.slice('unix:'.length).replace(/^\/\/(?=\/)/, '');
    return path === '' ? `names no path: "${text}"` : { path: resolve(dir, path) };
  }
  if (typeof port !== 'number') return `is not an address: "${text}"`;
  if (port < 1 || port > 65_535) return `has an invalid port: ${port}`;
  const host = text
    .replace(/^tcp:(?:\/\/)?(?=.*:)/, '')
    .replace(/:?[^:]*$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  if (host === 'localhost' || host === '') return { host: null, port };
  if (host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)) return { host, port };
  return `must be on this machine: "${text}" is open to others`;
}
