import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { projectIdOf } from '../../files/project-id.ts';
import { runtimeDirs, trustedRuntimeDirs } from '../../files/runtime-dir.ts';
import { connect, type RpcClient } from '../../rpc/client.ts';
import type { Row } from '../../rpc/results.ts';
import { track } from '../../rpc/track.ts';
import { watchForLoss } from '../file-loss.ts';
import { findSupervisor, usualStateDir } from '../find-supervisor.ts';
import { lockPath, secondLockPath } from '../lock/holder.ts';
import { whyNotTrusted } from '../socket-paths.ts';

/** Another project of this user, as a client of its supervisor. */
export interface Neighbour {
  close(): void;
}

/** A lock is written twice: when it is taken, and when the supervisor listens. */
const SOON_MS = 10;

/** The services of another project by name; null while it does not run. */
export type Rows = ReadonlyMap<string, Row> | null;

/**
 * Follows the services of another project, also across its stops and starts. Its lock shows when its supervisor comes,
 * and the supervisor reports changes of services. Nothing is polled.
 */
export function followNeighbour(options: {
  /** Without symbolic links. */
  readonly dir: string;
  /** The name under which the other supervisor sees this one. */
  readonly as: string;
  readonly changed: (rows: Rows) => void;
  /** Connects to the first of these sockets on which a supervisor listens. Tests replace it. */
  readonly reach?: typeof reachFirst;
}): Neighbour {
  const { dir, as, changed, reach = reachFirst } = options;
  let client: RpcClient | null = null;
  let closed = false;

  /** It never has to be called again: there is nothing to restore. */
  async function look(): Promise<true> {
    if (client || closed) return true;
    const { holder, sockets } = findSupervisor(dir);
    const reached = holder && (await reach(sockets, as));
    // The guard and the end of a connection may both look at the same time. The first that connects is used.
    if (client || closed) reached?.close();
    else if (!reached) changed(null);
    else await follow(reached).catch(() => {});
    return true;
  }

  async function follow(reached: RpcClient): Promise<void> {
    client = reached;
    void reached.closed.then(() => {
      client = null;
      if (!closed) void look();
    });
    const { rows, onChange } = await track(reached);
    const tell = () => {
      if (!closed && client === reached) changed(rows);
    };
    onChange(tell);
    tell();
  }

  const local = lockPath(usualStateDir(dir, null));
  const shared = trustedRuntimeDirs(runtimeDirs()).map((each) => secondLockPath(each, projectIdOf(dir)));
  const locks = existsSync(dirname(local)) ? [...shared, local] : shared;
  const guard = watchForLoss(locks, look, { soonMs: SOON_MS });
  return {
    close() {
      closed = true;
      guard.close();
      client?.close();
    },
  };
}

async function reachFirst(sockets: readonly string[], as: string): Promise<RpcClient | null> {
  for (const socket of sockets) {
    if (whyNotTrusted(socket) !== null) continue;
    const client = await connect(socket, as).catch(() => null);
    if (client) return client;
  }
  return null;
}
