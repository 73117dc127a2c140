import { checkoutOf, instanceName } from './checkout.ts';
import type { Config } from './config.ts';
import type { Finding, Place } from './finding.ts';
import { type Instance, makeInstances } from './instances.ts';
import { fixedPorts, leaseKey, portKey, wantsLease } from './ports.ts';
import type { ProcfileEntry } from './procfile.ts';
import type { LoadOptions } from './project.ts';

interface SettleOptions {
  readonly config: Config | null;
  readonly dir: string;
  readonly options: LoadOptions;
  readonly entries: readonly ProcfileEntry[];
  readonly env: Readonly<Record<string, string>>;
  readonly places: ReadonlyMap<string, Place>;
}

/** The ports of a project, and the identity of its checkout. */
interface Settled {
  readonly instances: readonly Instance[];
  /** The first port of each process type of the Procfile. */
  readonly ports: ReadonlyMap<string, number>;
  /** Leased ports, by `leaseKey`. */
  readonly leased: ReadonlyMap<string, number>;
  readonly isolated: boolean;
  readonly instance: string;
  readonly problems: readonly Finding[];
}

/** Determines the ports of a project. The code for leases is loaded only if a port is leased. */
export async function settlePorts({ config, dir, options, entries, env, places }: SettleOptions): Promise<Settled> {
  const { beside = null } = options;
  const inWorktree = () => config?.project.isolate === 'worktree' && (checkoutOf(dir)?.worktree ?? null) !== null;
  const isolated = options.isolated ?? (beside !== null || inWorktree());
  const instance = instanceName({ dir, isolated, beside });
  const asWritten = { ...options, entries, env, places, fixedPorts: fixedPorts(config) };
  const written = makeInstances(asWritten);
  const rest = { isolated, instance };
  if (!isolated && !config?.services.some(wantsLease)) return { ...written, ...rest, leased: new Map() };
  const { leasePorts } = await import('./lease.ts');
  const { leased, problems } = await leasePorts({ config, dir, instances: written.instances, isolated, options });
  const leasedPort = (type: string, number: number) => {
    const service = config?.services.find(({ name }) => name === type);
    const key = service === undefined ? leaseKey(type, number) : portKey(service, number);
    return leased.get(key) ?? leased.get(leaseKey(type, number));
  };
  const { instances, ports } = leased.size === 0 ? written : makeInstances({ ...asWritten, leasedPort });
  return { instances, ports, leased, ...rest, problems: [...written.problems, ...problems] };
}
