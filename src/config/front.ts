import type { FrontSpec, ListenAddress } from '../core/service.ts';
import type { DeclaredService } from './config.ts';
import { capMs } from './defaults.ts';
import { error, type Finding } from './finding.ts';
import type { Instance } from './instances.ts';
import { addressOf } from './listen.ts';
import { type WrittenListen, writtenListen } from './ports.ts';

interface FrontOptions {
  readonly service: DeclaredService | null;
  readonly instance: Instance | null;
  readonly instances: readonly Instance[];
  readonly leased: ReadonlyMap<string, number>;
  readonly dir: string;
  readonly problems: Finding[];
}

const NEEDS_LISTEN = ['connect_timeout_ms', 'on_demand', 'idle_timeout_ms', 'single_connection'] as const;

/** The front that zdev listens on for a service; undefined if there is none. Mistakes are added to `problems`. */
export function frontOf({ service, instance, instances, leased, dir, problems }: FrontOptions): FrontSpec | undefined {
  if (service === null) return undefined;
  const { name, table, place } = service;
  if (table.listen === undefined) {
    const odd = NEEDS_LISTEN.find((key) => table[key] !== undefined);
    if (odd !== undefined && !service.isTakenOut('listen')) {
      const message = `"${odd}" of "${name}" has no effect without "listen"`;
      problems.push(error('bad-value', message, place([odd], 'key'), 'set the port to listen on: listen = 3000'));
    }
    return undefined;
  }
  const report = (message: string, hint: string) =>
    problems.push(error('bad-listen', message, place(['listen'], 'value'), hint));
  if (table.oneshot === true) report(`"${name}" is a oneshot, and cannot have "listen"`, 'take out "listen"');
  if (instance !== null && instances.filter(({ entry }) => entry.name === name).length > 1) {
    report(`"${name}" has several instances; "listen" works with one`, 'run one instance, or remove "listen"');
  }
  const listen = writtenListen(service).flatMap((written): ListenAddress[] => {
    const address = resolved(written, leased, dir);
    if (typeof address !== 'string') return [address];
    report(`listen of "${name}" ${address}`, 'for instance 3000, "localhost:3000" or "unix:tmp/api.sock"');
    return [];
  });
  return {
    listen,
    connectTimeoutMs: capMs(table.connect_timeout_ms ?? 30_000),
    onDemand: table.on_demand ?? false,
    idleTimeoutMs: capMs(table.idle_timeout_ms ?? 0),
    single: table.single_connection ?? false,
  };
}

/** An address, or the mistake in it. A missing lease was already reported. */
function resolved(
  { key, port: written, text }: WrittenListen,
  leased: ReadonlyMap<string, number>,
  dir: string,
): ListenAddress | string {
  const port = leased.get(key) ?? (written === 'auto' ? 1 : written);
  return addressOf(typeof text === 'number' || text === 'auto' ? `localhost:${text}` : text, dir, port);
}
