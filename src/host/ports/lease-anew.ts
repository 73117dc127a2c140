import { existsSync } from 'node:fs';
import { inspectPort } from '../../adapters/port/inspect.ts';
import type { LeaseRequest, Leases, MovedLease } from '../../config/leaser.ts';
import type { PortHolder } from '../../core/port-holder.ts';
import { projectIdOf } from '../../files/project-id.ts';
import { holderText } from '../../present/holder.ts';
import { findSupervisor } from '../find-supervisor.ts';
import { isInRange, type Lease, ownLeases } from './lease-file.ts';
import { withOwner } from './port-owner.ts';

interface LeaseOptions {
  /** All existing leases. */
  readonly leases: readonly Lease[];
  readonly request: LeaseRequest;
  /** Whether a process listens on a port. May return false if that cannot be known. */
  readonly isInUse: (port: number) => boolean;
}

/** Leases a port for each key that has none, or whose port another process has taken. */
export async function leaseAnew({ leases, request, isInUse }: LeaseOptions): Promise<{
  readonly outcome: Leases;
  readonly leases: readonly Lease[];
}> {
  const { dir, beside, wanted } = request;
  const ports = new Map<string, number>();
  const moved: MovedLease[] = [];
  const lost = new Map<string, { readonly from: number; readonly holder: PortHolder }>();
  const had = ownLeases(leases, request);
  for (const key of wanted) {
    const port = had.get(key);
    if (port === undefined || !isInRange(port, request)) continue;
    const holder = await stranger(port, request);
    if (holder === null) ports.set(key, port);
    else lost.set(key, { from: port, holder });
  }
  const isOwn = (lease: Lease) => lease.dir === dir && lease.beside === beside && wanted.includes(lease.key);
  let others = leases.filter((lease) => !isOwn(lease) && (lease.dir === dir || existsSync(lease.dir)));
  const taken = new Set([...others.map(({ port }) => port), ...ports.values()]);
  for (const { from } of lost.values()) taken.add(from);
  for (const key of wanted) {
    if (ports.has(key)) continue;
    const free = await findFree({ request, key, taken });
    const port = free ?? (await takeFromAnother());
    if (port === null) return { outcome: full(request), leases };
    taken.add(port);
    ports.set(key, port);
    const was = lost.get(key);
    if (was) moved.push({ key, from: was.from, to: port, holder: holderText(was.holder) });
  }
  const own = [...ports].map(([key, port]): Lease => ({ port, dir, beside, key }));
  return { outcome: { ok: true, ports, moved }, leases: [...others, ...own] };

  /** If all ports are leased, the oldest lease of a project that does not run is taken away. */
  async function takeFromAnother(): Promise<number | null> {
    const idle = others.find((lease) => {
      return lease.dir !== dir && isInRange(lease.port, request) && !isInUse(lease.port) && !runs(lease.dir);
    });
    if (idle === undefined) return null;
    others = others.filter((lease) => lease !== idle);
    return idle.port;
  }
}

const runs = (dir: string) => findSupervisor(dir).holder !== null;

/** The holder of a port of this checkout; null if there is none, or if it is a process of this project. */
async function stranger(port: number, { dir, beside }: LeaseRequest): Promise<PortHolder | null> {
  const holder = await inspectPort(port);
  // A connection that has the port by chance will end; zdev waits for that, as for a fixed port.
  if (holder === null || holder.connection) return null;
  const named = withOwner(holder, { projectId: projectIdOf(dir, beside), root: dir });
  const ownRuns = findSupervisor(dir, undefined, beside).holder !== null;
  return named.owner?.sameProject || ownRuns ? null : named;
}

/**
 * Finds a free port. The search begins at a different place for each key, so that a lost list of leases changes little.
 */
async function findFree(options: {
  readonly request: LeaseRequest;
  readonly key: string;
  readonly taken: ReadonlySet<number>;
}): Promise<number | null> {
  const { request, key, taken } = options;
  const [from, to] = request.range;
  const size = to - from + 1;
  const start = Number.parseInt(projectIdOf(`${request.dir}\0${request.beside ?? ''}\0${key}`).slice(0, 8), 16) % size;
  for (let at = 0; at < size; at++) {
    const port = from + ((start + at) % size);
    if (taken.has(port) || BLOCKED.has(port) || !isInRange(port, request)) continue;
    const holder = await inspectPort(port);
    if (holder === null || isOwnService(holder, request, key)) return port;
  }
  return null;
}

/** Whether the holder is the service itself: the list of leases was lost while the service runs. */
function isOwnService(holder: PortHolder, { dir, beside }: LeaseRequest, key: string): boolean {
  const { owner } = withOwner(holder, { projectId: projectIdOf(dir, beside), root: dir });
  return owner?.sameProject === true && owner.service === key.replace(/\/.*/, '');
}

/** Ports above 1023 that browsers refuse to connect to. */
const BLOCKED = new Set([
  ...[1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566],
  ...[6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080],
]);

function full({ range: [from, to], wanted }: LeaseRequest): Leases {
  const message = `no port from ${from} to ${to} is free for ${wanted.map((key) => `"${key}"`).join(', ')}`;
  return { ok: false, message, hint: 'set a larger range: [project] port_range = [20000, 29999]' };
}
