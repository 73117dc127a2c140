import type { FrontSpec, ListenAddress } from '../core/service.ts';
import type { DeclaredService } from './config.ts';
import { error, type Finding } from './finding.ts';
import { withExec } from './simple-command.ts';

interface SocketOptions {
  readonly service: DeclaredService | null;
  readonly exec: string;
  readonly front: FrontSpec | undefined;
  readonly problems: Finding[];
}

/** A POSIX shell cannot name more descriptors. */
const MAX_SOCKETS = 4;

/** Keys for a front that passes connections on. */
const OF_FRONTS = ['port', 'ports', 'connect_timeout_ms', 'on_demand', 'idle_timeout_ms', 'single_connection'] as const;

/** The sockets that are handed to a service; undefined if there are none. Mistakes are added to `problems`. */
export function socketOf({ service, exec, front, problems }: SocketOptions): readonly ListenAddress[] | undefined {
  if (service?.table.socket !== true) return undefined;
  const { name, table, place } = service;
  const report = (message: string, hint: string, key: readonly string[] = ['socket']) =>
    problems.push(error('bad-socket', message, place([...key], 'value'), hint));
  if (table.listen === undefined) {
    report(`"socket" of "${name}" has no effect without "listen"`, 'set the port to listen on: listen = 3000');
    return undefined;
  }
  const odd = OF_FRONTS.find((key) => table[key] !== undefined);
  if (odd !== undefined) {
    report(`"${name}" gets its socket itself, so "${odd}" has no effect`, `take out "${odd}"`, [odd]);
  }
  if (service.container !== undefined) {
    report(
      `"${name}" runs in a container, and cannot get a socket`,
      'remove "socket": zdev then passes connections on',
    );
  }
  if (table.tty === true) report(`"${name}" cannot have both a terminal and a socket`, 'take out "tty"', ['tty']);
  if (exec !== '' && withExec(exec) === null) {
    const hint =
      'use one program with its arguments, such as exec = "node server.js"; use dir instead of cd, and env instead of export';
    report(`exec of "${name}" contains more than one command; only one program can get the socket`, hint, ['exec']);
  }
  const listen = front?.listen ?? [];
  if (listen.length > MAX_SOCKETS) {
    report(
      `"${name}" listens on ${listen.length} addresses, but can get only ${MAX_SOCKETS} sockets`,
      'take some out',
      ['listen'],
    );
  }
  return listen;
}
