import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { projectIdOf } from '../files/project-id.ts';
import { runtimeDirs, trustedRuntimeDirs } from '../files/runtime-dir.ts';
import { connect, type RpcClient } from '../rpc/client.ts';
import type { Row } from '../rpc/results.ts';
import { findSupervisor, usualStateDir } from './find-supervisor.ts';
import { guardFiles } from './guard.ts';
import { lockPath, secondLockPath } from './lock/holder.ts';
import { whyNotTrusted } from './socket-paths.ts';

/** Another project of this user, as a client of its supervisor sees it. */
export interface Neighbour {
  close(): void;
}

/** A lock is written twice: when it is taken, and when the supervisor listens. */
const SOON_MS = 10;

/** The services of another project by name; null while it does not run. */
export type Rows = ReadonlyMap<string, Row> | null;

/**
 * Follows the services of another project, also over its ends and starts. Its lock tells when its supervisor comes, and
 * the supervisor when something becomes of a service: nothing is asked again and again.
 */
export function followNeighbour(options: {
  /** Without links. */
  readonly dir: string;
  /** How the supervisor there is to name this one. */
  readonly as: string;
  readonly changed: (rows: Rows) => void;
}): Neighbour {
  const { dir, as, changed } = options;
  let client: RpcClient | null = null;
  let closed = false;

  /** There is nothing to put back, and so nothing to be tried again. */
  async function look(): Promise<true> {
    if (client || closed) return true;
    const { holder, sockets } = findSupervisor(dir);
    const reached = holder && (await reach(sockets, as));
    if (!reached) changed(null);
    else if (closed) reached.close();
    else await follow(reached).catch(() => {});
    return true;
  }

  async function follow(reached: RpcClient): Promise<void> {
    client = reached;
    void reached.closed.then(() => {
      client = null;
      if (!closed) void look();
    });
    const rows = new Map<string, Row>();
    const take = (services: readonly Row[], removed: readonly string[] = []) => {
      for (const row of services) rows.set(row.name, row);
      for (const name of removed) rows.delete(name);
      if (!closed && client === reached) changed(rows);
    };
    reached.on('events.state', ({ services, removed }) => take(services, removed));
    const { snapshot } = await reached.call('events.subscribe', { states: true });
    // A change may have come in the same chunk as the answer: it is the newer one.
    take(snapshot.services.filter(({ name }) => !rows.has(name)));
  }

  const local = lockPath(usualStateDir(dir, null));
  const shared = trustedRuntimeDirs(runtimeDirs()).map((each) => secondLockPath(each, projectIdOf(dir)));
  const locks = existsSync(dirname(local)) ? [...shared, local] : shared;
  const guard = guardFiles(locks, look, { soonMs: SOON_MS });
  return {
    close() {
      closed = true;
      guard.close();
      client?.close();
    },
  };
}

async function reach(sockets: readonly string[], as: string): Promise<RpcClient | null> {
  for (const socket of sockets) {
    if (whyNotTrusted(socket) !== null) continue;
    const client = await connect(socket, as).catch(() => null);
    if (client) return client;
  }
  return null;
}
