import { unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import type { HeldSockets } from '../../adapters/front/held-socket.ts';
import { later } from '../../adapters/process/later.ts';
import { SOCKETS_FROM } from '../../adapters/process/spawn.ts';
import { withExec } from '../../config/simple-command.ts';
import type { ListenAddress, ServiceSpec } from '../../core/service.ts';
import type { ProcessHandle, ProcessHost } from '../../runtime/ports.ts';

/** The sockets that are handed to services. zdev holds them from before the first run until the end. */
export interface SocketHost extends ProcessHost {
  /**
   * Listens on the sockets of these specs and closes the others. A socket that cannot be opened is tried again when its
   * service starts.
   */
  follow(specs: readonly ServiceSpec[]): Promise<void>;
  closeSockets(): Promise<void>;
}

/** Adds sockets to a process host. Loads nothing and starts no thread if no service has a socket. */
export function withSockets(processes: ProcessHost): SocketHost {
  const open = new Map<string, { readonly addresses: string; readonly sockets: Promise<HeldSockets> }>();

  function socketsOf(name: string, addresses: readonly ListenAddress[]): Promise<HeldSockets> {
    const key = JSON.stringify(addresses);
    const known = open.get(name);
    if (known?.addresses === key) return known.sockets;
    const before = known?.sockets.then((old) => old.close()).catch(() => {});
    const sockets = Promise.resolve(before).then(() => hold(addresses));
    open.set(name, { addresses: key, sockets });
    sockets.catch(() => open.delete(name));
    return sockets;
  }

  async function closeOf(name: string): Promise<void> {
    const known = open.get(name);
    open.delete(name);
    await known?.sockets.then((old) => old.close()).catch(() => {});
  }

  return {
    ...processes,
    spawn(request, output, events) {
      const { spec, purpose, command } = request;
      if (!spec.socket || purpose !== 'exec') return processes.spawn(request, output, events);
      const begun = socketsOf(spec.name, spec.socket).then(
        ({ fds }) => {
          const line = handingOn(command, spec.name, fds.length);
          return processes.spawn({ ...request, command: line, sockets: fds }, output, events);
        },
        (error: Error) => {
          events.spawnFailed(error.message);
          output.end();
          return NOBODY;
        },
      );
      return later(begun);
    },
    async follow(specs) {
      const wanted = specs.flatMap((spec) =>
        spec.kind === 'target' || !spec.socket ? [] : [[spec.name, spec.socket] as const],
      );
      const names = wanted.map(([name]) => name);
      await Promise.all([...open.keys()].filter((name) => !names.includes(name)).map(closeOf));
      await Promise.allSettled(wanted.map(([name, addresses]) => socketsOf(name, addresses)));
    },
    async closeSockets() {
      await Promise.all([...open.keys()].map(closeOf));
    },
  };
}

async function hold(addresses: readonly ListenAddress[]): Promise<HeldSockets> {
  const { holdSockets } = await import('../../adapters/front/held-socket.ts');
  const paths = addresses.flatMap((address) => ('path' in address ? [address.path] : []));
  for (const path of paths) if (!(await isListening(path))) removeSocket(path);
  const { fds, close } = await holdSockets(addresses);
  return {
    fds,
    async close() {
      await close();
      for (const path of paths) removeSocket(path);
    },
  };
}

/** Whether a process listens there: a service that an earlier supervisor started. */
function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const is = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => is(true)).once('error', () => is(false));
  });
}

function removeSocket(path: string): void {
  try {
    unlinkSync(path);
  } catch {} // the socket file does not exist
}

/**
 * Builds the command that hands over the sockets as descriptor 3 and following. The program replaces the shell, because
 * the sockets are meant for the pid of the shell.
 */
function handingOn(command: string, name: string, count: number): string {
  const numbers = Array.from({ length: count }, (_, i) => i);
  const moved = numbers.map((i) => `${3 + i}<&${SOCKETS_FROM + i} ${SOCKETS_FROM + i}<&-`).join(' ');
  const names = numbers.map(() => name.replace(/:/g, '_')).join(':');
  return `exec ${moved}; export LISTEN_PID=$$ LISTEN_FDS=${count} LISTEN_FDNAMES='${names}'; ${withExec(command) ?? command}`;
}

/** The handle of a run that could not be started. */
const NOBODY: ProcessHandle = { pid: null, identity: undefined, isTerminal: false, signal() {} };
