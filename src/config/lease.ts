import type { Config } from './config.ts';
import { error, type Finding, type Place, warning } from './finding.ts';
import type { Instance } from './instances.ts';
import { leaseKey, type WrittenPort, writtenListen, writtenPort } from './ports.ts';
import type { LoadOptions } from './project.ts';

/** The range of leased ports if the project does not set one. */
const DEFAULT_RANGE = [20_000, 29_999] as const;

interface LeaseOptions {
  readonly config: Config | null;
  readonly dir: string;
  /** The instances with their ports before any lease. */
  readonly instances: readonly Instance[];
  readonly isolated: boolean;
  readonly options: LoadOptions;
}

/** The leased ports by `leaseKey`, and the problems. */
interface Leased {
  readonly leased: ReadonlyMap<string, number>;
  readonly problems: readonly Finding[];
}

/** Leases all ports of a project that zdev has to choose. */
export async function leasePorts({ config, dir, instances, isolated, options }: LeaseOptions): Promise<Leased> {
  const wanted = new Map<string, Place | null>();
  const fixed = new Set<number>();
  const want = (written: WrittenPort | undefined, key: string, place: Place | null) => {
    if (written === 'auto' || (isolated && written !== undefined)) wanted.set(key, place);
    else if (written !== undefined) fixed.add(written);
  };
  for (const service of config?.services ?? []) {
    const { name, table, place } = service;
    for (const { key, port } of writtenListen(service)) want(port, key, place(['listen'], 'value'));
    const numbers = instances.filter(({ entry }) => entry.name === name).map(({ number }) => number);
    for (let n = 1; n <= Math.max(1, ...numbers); n++) {
      const own = table.ports === undefined ? writtenPort(service) : table.port;
      want(own, leaseKey(name, n), place([table.port === undefined ? 'listen' : 'port'], 'value'));
      for (const [port, written] of Object.entries(table.ports ?? {}))
        want(written, leaseKey(name, n, port), place(['ports', port], 'value'));
    }
  }
  const declared = new Set(config?.services.filter(writtenPort).map(({ name }) => name));
  for (const { entry, number, port } of instances) {
    if (!declared.has(entry.name)) want(port, leaseKey(entry.name, number), null);
  }
  if (wanted.size === 0) return { leased: new Map(), problems: [] };
  const placeOf = (key: string) => wanted.get(key) ?? null;
  const [first = ''] = wanted.keys();
  const none = (message: string, hint?: string): Leased => {
    return { leased: new Map(), problems: [error('no-free-port', message, placeOf(first), hint)] };
  };
  if (options.leasePorts === undefined) return none('this command cannot lease a port');
  const range = config?.project.portRange ?? DEFAULT_RANGE;
  const { beside = null } = options;
  const leases = await options.leasePorts({ dir, beside, range, wanted: [...wanted.keys()], fixed });
  if (!leases.ok) return none(leases.message, leases.hint);
  const problems = leases.moved.map(({ key, from, to, holder }) => {
    const message = `"${key}" has port ${to} from now on: port ${from}, its port until now, is held by ${holder}`;
    return warning('port-moved', message, placeOf(key), `change what still uses port ${from}`);
  });
  return { leased: leases.ports, problems };
}
