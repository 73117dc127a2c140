import type { LookupFunction } from 'node:net';

/**
 * Splits `host:port`. An IPv6 host stands in brackets; `:5432` and `5432` mean localhost.
 * Null when it is not of that form.
 */
export function parseAddress(target: string): { readonly host: string; readonly port: number } | null {
  const match = /^(?:(?:\[([^\]]+)\]|(.*)):)?(\d{1,5})$/.exec(target.trim());
  if (!match) return null;
  const port = Number(match[3]);
  if (port < 1 || port > 65535) return null;
  return { host: match[1] ?? (match[2] || 'localhost'), port };
}

/**
 * `lookup` option for hosts whose name means this machine. A server may listen on only one of the two families, and
 * /etc/hosts often names only one of them: both are tried, one after the other. Undefined: the system resolves the name.
 */
export function loopbackLookup(host: string): { lookup: LookupFunction } | undefined {
  if (!/(^|\.)localhost$/i.test(host)) return undefined;
  return { lookup: (_host, options, answer) => (options.all ? answer(null, BOTH) : answer(null, BOTH[0]!.address, 4)) };
}

/** The error that tells most, where several addresses were tried: a refusal rather than a family that is not there. */
export function connectError(error: Error): string {
  const causes: readonly NodeJS.ErrnoException[] = error instanceof AggregateError ? error.errors : [error];
  const useful = causes.find(({ code }) => code === 'ECONNREFUSED') ?? causes[0] ?? error;
  return useful.message || error.message || error.name;
}

const BOTH = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];
