import { join } from 'node:path';
import { ownIdentity } from '../../adapters/os/identity.ts';
import type { LeaseRequest } from '../../config/leaser.ts';
import { readPrivate, writePrivate } from '../../files/private-file.ts';
import type { Holder } from '../lock/holder.ts';
import { release, take } from '../lock/lock.ts';

/** A port that belongs to a service of a checkout, whether it runs or not. */
export interface Lease {
  readonly port: number;
  /** The project directory. */
  readonly dir: string;
  /** See `LoadOptions.beside`. */
  readonly beside: string | null;
  /** The name of the port: the service, or one of its several ports. */
  readonly key: string;
}

/** Reads the leases of this user, in the order in which they were made. An unreadable line counts as none. */
export function readLeases(userDir: string): readonly Lease[] {
  try {
    const { leases } = JSON.parse(readPrivate(pathIn(userDir)) ?? '{}') as { leases?: unknown };
    return Array.isArray(leases) ? leases.filter(isLease) : [];
  } catch {
    return [];
  }
}

/** The name does not end in `.json`, because in a runtime directory those files are locks. */
const pathIn = (userDir: string) => join(userDir, 'ports.list');

function isLease(value: Partial<Lease> | null): value is Lease {
  if (value === null || typeof value !== 'object') return false;
  const { port, dir, beside, key } = value;
  const isPort = Number.isInteger(port) && port! >= 1 && port! <= 65_535;
  return (
    isPort && typeof dir === 'string' && typeof key === 'string' && (beside === null || typeof beside === 'string')
  );
}

/** Far longer than any process keeps the lock. */
const LOCK_MS = 5000;
const LOOK_MS = 3;

/** Changes the leases under a lock. Rejects, with a message for the user, if they cannot be locked or written. */
export async function changeLeases(userDir: string, change: (leases: readonly Lease[]) => Promise<readonly Lease[]>) {
  const path = join(userDir, 'ports.pid');
  const session = `${process.pid.toString(36)}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
  const own: Holder = { ...ownIdentity(), session, dir: '', project: '', stateDir: '', socket: null, version: '' };
  const deadlineMs = performance.now() + LOCK_MS;
  for (let outcome = take(path, own); 'holder' in outcome; outcome = take(path, own)) {
    if (performance.now() > deadlineMs) throw new Error(`pid ${outcome.holder.pid} has kept ${path} locked for 5 s`);
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_MS);
    });
  }
  try {
    const leases = await change(readLeases(userDir));
    writePrivate(pathIn(userDir), `${JSON.stringify({ leases }, null, 1)}\n`);
    return leases;
  } finally {
    release(path, session);
  }
}

/** The leases of one checkout, by key. */
export function ownLeases(leases: readonly Lease[], { dir, beside }: LeaseRequest): ReadonlyMap<string, number> {
  return new Map(
    leases.filter((each) => each.dir === dir && each.beside === beside).map(({ key, port }) => [key, port] as const),
  );
}

/** Whether the number of a port is allowed for this request. */
export function isInRange(port: number, { range: [from, to], fixed }: LeaseRequest): boolean {
  return port >= from && port <= to && !fixed.has(port);
}
