import type { Config, DeclaredService } from './config.ts';
import { portIn } from './listen.ts';

/** One address of `listen`, as it is written. */
export interface WrittenListen {
  readonly key: string;
  readonly port: WrittenPort | undefined;
  /** The text in the file. */
  readonly text: number | string;
}

/** The addresses on which zdev listens for a service. */
export function writtenListen({ name, table }: Service): readonly WrittenListen[] {
  const all = table.listen === undefined ? [] : [table.listen].flat();
  return all.map((text, index) => {
    const key = `${name}#listen${index === 0 ? '' : `.${index + 1}`}`;
    if (typeof text === 'number' || text === 'auto') return { key, port: text, text };
    return { key, port: portIn(text), text };
  });
}

/** The port at which others reach the service if zdev listens for it: that of the first address. */
export function frontPort(service: Service, leased: ReadonlyMap<string, number>): number | undefined {
  const first = writtenListen(service).find(({ port }) => port !== undefined);
  return first && (leased.get(first.key) ?? (typeof first.port === 'number' ? first.port : undefined));
}

/** A port in a file. */
export type WrittenPort = number | 'auto';

type Service = Pick<DeclaredService, 'name' | 'table'>;

/** The key of a lease: the service, `web.2` for the second instance, `api/metrics` for one of several ports. */
export function leaseKey(service: string, instance = 1, port?: string): string {
  return `${service}${instance > 1 ? `.${instance}` : ''}${port === undefined ? '' : `/${port}`}`;
}

/** The port of a service in its table: `port`, or the first of `ports`; undefined if there is none. */
export function writtenPort({ table }: Service): WrittenPort | undefined {
  const own = table.port ?? Object.values(table.ports ?? {})[0];
  return own ?? (table.listen === undefined || table.socket === true ? undefined : 'auto');
}

/** The key under which the port of a service is leased. */
export function portKey({ name, table }: Service, instance = 1): string {
  const [first] = table.port === undefined ? Object.keys(table.ports ?? {}) : [];
  return leaseKey(name, instance, first);
}

/** The real port of a service: the leased or the written one. Undefined if there is none. */
export function settledPort(service: Service, leased: ReadonlyMap<string, number>): number | undefined {
  const written = writtenPort(service);
  return leased.get(portKey(service)) ?? (typeof written === 'number' ? written : undefined);
}

/** The real named ports of a service. Each further instance gets ports that are one higher. */
export function namedPorts(
  { name, table }: Service,
  leased: ReadonlyMap<string, number>,
  instance = 1,
): Readonly<Record<string, number>> {
  const entries = Object.entries(table.ports ?? {}).flatMap(([port, written]) => {
    const number = leased.get(leaseKey(name, instance, port));
    if (number !== undefined) return [[port, number] as const];
    return written === 'auto' ? [] : [[port, written + instance - 1] as const];
  });
  return Object.fromEntries(entries);
}

/** The fixed ports of services in the file. */
export function fixedPorts(config: Config | null): ReadonlyMap<string, number> {
  const ports = (config?.services ?? []).map((service) => [service.name, writtenPort(service)] as const);
  return new Map(ports.filter((each): each is [string, number] => typeof each[1] === 'number'));
}

/** Whether a service has a port that zdev must find. */
export function wantsLease(service: Service): boolean {
  const { table } = service;
  const all = [
    writtenPort(service),
    ...Object.values(table.ports ?? {}),
    ...writtenListen(service).map(({ port }) => port),
  ];
  return all.includes('auto');
}

/** The variable for one of several ports: `PORT_HTTP`. */
export function portVariable(name: string): string {
  return `PORT_${name.toUpperCase()}`;
}

/** Ports in the file that were replaced. */
export function movedPorts(services: readonly Service[], leased: ReadonlyMap<string, number>): Map<number, number> {
  const moved = new Map<number, number>();
  if (leased.size === 0) return moved;
  for (const { name, table } of services) {
    const all = [
      [leaseKey(name), table.port] as const,
      ...Object.entries(table.ports ?? {}).map(([port, written]) => [leaseKey(name, 1, port), written] as const),
      ...writtenListen({ name, table }).map(({ key, port }) => [key, port] as const),
    ];
    for (const [key, written] of all) {
      const now = leased.get(key);
      if (typeof written === 'number' && now !== undefined) moved.set(written, now);
    }
  }
  return moved;
}
