import { isLocal, listeningSockets } from '../../adapters/port/sockets.ts';

/** Says of a port whether somebody listens on it now. Without /proc (macOS), that is asked later, of single ports. */
export async function portsInUse(): Promise<(port: number) => boolean> {
  try {
    const ports = new Set(
      listeningSockets()
        .filter(({ address }) => isLocal(address))
        .map(({ port }) => port),
    );
    return (port) => ports.has(port);
  } catch {
    return () => false;
  }
}
