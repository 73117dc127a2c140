import type { HealthSpec } from '../core/service.ts';
import { quote } from '../core/shell-quote.ts';
import { seconds } from './seconds.ts';

/**
 * A health check as a shell command, for systems without zdev. It needs `nc` or `bash` for tcp, and `curl` or `wget`
 * for http. Null for a check of output lines, which no command can see.
 */
export function checkCommand(health: HealthSpec): string | null {
  return COMMANDS[health.type](health);
}

const COMMANDS: Readonly<Record<HealthSpec['type'], (health: HealthSpec) => string | null>> = {
  tcp: ({ target, timeoutMs }) => {
    const { host, port } = splitAddress(target);
    const place = `${quote(host)} ${port}`;
    return `{ nc -z -w ${seconds(timeoutMs)} ${place} 2>/dev/null || bash -c 'exec 3<>"/dev/tcp/$0/$1"' ${place} 2>/dev/null; }`;
  },
  http: ({ target, timeoutMs, expectStatus }) => {
    const limit = seconds(timeoutMs);
    const url = quote(target);
    if (expectStatus !== undefined) {
      return `[ "$(curl -gsk -m ${limit} -o /dev/null -w '%{http_code}' ${url})" = ${expectStatus} ]`;
    }
    return `{ curl -gfsk -m ${limit} -o /dev/null ${url} 2>/dev/null || wget -q -T ${limit} --no-check-certificate -O /dev/null ${url} 2>/dev/null; }`;
  },
  exec: ({ target }) => `/bin/sh -c ${quote(target)}`,
  log: () => null,
};

/** Host (without the brackets of IPv6) and port of a target that the config has checked. */
export function splitAddress(target: string): { readonly host: string; readonly port: number } {
  const at = target.lastIndexOf(':');
  return { host: target.slice(0, at).replace(/^\[(.*)\]$/, '$1'), port: Number(target.slice(at + 1)) };
}
