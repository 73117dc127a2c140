import type { LookupFunction, Socket } from 'node:net';
import type { ProbeOutcome } from '../../runtime/ports.ts';
import { failed } from './attempt.ts';

/** Splits `host:port`. An IPv6 host has brackets; `:5432` and `5432` mean localhost. Null for any other form. */
export function parseAddress(target: string): { readonly host: string; readonly port: number } | null {
  const match = /^(?:(?:\[([^\]]+)\]|(.*)):)?(\d{1,5})$/.exec(target.trim());
  if (!match) return null;
  const port = Number(match[3]);
  if (port < 1 || port > 65535) return null;
  return { host: match[1] ?? (match[2] || 'localhost'), port };
}

/**
 * The `lookup` option for hosts whose name means this machine. A server may listen on only one of the two families, and
 * /etc/hosts often names only one, so both are tried in turn. Undefined: the system resolves the name.
 */
export function loopbackLookup(host: string): { lookup: LookupFunction } | undefined {
  if (!/(^|\.)localhost$/i.test(host)) return undefined;
  return { lookup: (_host, options, answer) => (options.all ? answer(null, BOTH) : answer(null, BOTH[0]!.address, 4)) };
}

/** The most useful error after tries at several addresses: a refusal rather than an unavailable family. */
export function tellingError(error: Error): NodeJS.ErrnoException {
  const causes: readonly NodeJS.ErrnoException[] = error instanceof AggregateError ? error.errors : [error];
  return causes.find(({ code }) => code === 'ECONNREFUSED') ?? causes[0] ?? error;
}

/** Why there is no connection to `target`. */
export function connectFailure(error: Error, { target, port }: { target: string; port: number }): ProbeOutcome {
  const { code, message, name } = tellingError(error);
  const text = message || error.message || name;
  const { hostname } = tellingError(error) as { readonly hostname?: string };
  if ((code === 'ENOTFOUND' || code === 'EAI_AGAIN') && hostname !== undefined)
    return failed({ type: 'unknown-host', host: hostname, text });
  return failed(
    code === 'ECONNREFUSED' ? { type: 'refused', target, port, text, listening: null } : { type: 'message', text },
  );
}

/** The far end of a connection. */
export function peerOf({ remoteAddress, remotePort }: Socket): NonNullable<ProbeOutcome['peer']> | null {
  return remoteAddress === undefined || remotePort === undefined ? null : { address: remoteAddress, port: remotePort };
}

const BOTH = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];
