import type { Listening } from '../../core/observation.ts';
import type { PortHolder } from '../../core/port-holder.ts';
import { socketsOf } from './owners.ts';
import { holderOf } from './proc.ts';
import { isLoopback, listeningSockets, type TcpSocket, takersOf } from './sockets.ts';

/** The process that took a connection: one of the run, another one, or one that this user cannot see. */
export type Taker = 'own' | 'unseen' | (PortHolder & { readonly pid: number });

/**
 * Finds the listener at the far end of a connection on this machine (Linux). Checks the run's own processes first,
 * which is usually enough. Throws if there is no /proc/net/tcp.
 */
export async function takerOf(
  peer: { readonly address: string; readonly port: number },
  own: readonly number[],
): Promise<Taker> {
  if (!isLoopback(peer.address)) return 'unseen';
  const takers = takersOf(peer, listeningSockets());
  if (takers.length === 0) return 'unseen';
  const ours = socketsOf(own);
  if (takers.some(({ inode }) => ours.has(inode))) return 'own';
  if (takers.some(({ uid }) => uid !== process.getuid?.())) return 'unseen';
  const { pid, command } = await holderOf(takers.map(({ inode }) => inode));
  return pid === null ? 'unseen' : { pid, command };
}

/** Where these processes listen, the lowest port first. Throws if there is no /proc/net/tcp. */
export function listeningOf(pids: readonly number[]): readonly Listening[] {
  const ours = socketsOf(pids);
  const found = listeningSockets().flatMap((socket): Listening[] => {
    const pid = ours.get(socket.inode);
    return pid === undefined ? [] : [{ address: shown(socket), port: socket.port, pid }];
  });
  return found.sort((a, b) => a.port - b.port);
}

function shown({ address }: TcpSocket): string {
  return address === '0.0.0.0' || address === '::' ? '*' : address;
}
