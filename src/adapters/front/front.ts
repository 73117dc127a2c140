import type { Socket } from 'node:net';
import type { ListenAddress } from '../../core/service.ts';
import { dial } from './dial.ts';
import { type Listeners, listenOn } from './listeners.ts';
import type { FrontCounts, FrontOptions } from './messages.ts';
import { pump, reset } from './pump.ts';

/** A ready backend may refuse for a moment. The front tries again after this time, doubled up to the limit. */
const FIRST_RETRY_MS = 5;
const LAST_RETRY_MS = 100;

/** How long waiting connections may take to get their answers before the backend is stopped anyway. */
const DRAIN_MS = 1000;

/** Receives the events of a front. */
export interface FrontEvents {
  listening(): void;
  refused(address: ListenAddress, message: string): void;
  /** A connection waits for the backend. Called once until the backend serves. */
  waiting(): void;
  /** Nobody was connected for the idle time. */
  idle(): void;
}

/** Listening sockets in front of one backend. */
export interface Front {
  /** Whether connections go to the backend. Waiting connections go there at once. */
  serve(serves: boolean): void;
  /** Sends no new connection to the backend. Settles when no old one waits for an answer, or soon. */
  drain(): Promise<void>;
  counts(): FrontCounts;
  close(): void;
}

/** A connection of a client. */
interface Connection {
  readonly client: Socket;
  readonly deadlineMs: number;
  backend: Socket | null;
  /** Whether the client has sent something since the last answer of the backend. */
  asks: boolean;
  /** Set while neither side has sent anything, so that another backend is possible. Calling it returns the client. */
  untouched: (() => void) | null;
  timer: NodeJS.Timeout | null;
}

/** Opens a front: from now on no connection is refused. */
export function openFront(options: FrontOptions, events: FrontEvents): Front {
  const { backend, connectTimeoutMs, idleTimeoutMs, single } = options;
  const connections = new Set<Connection>();
  const counted = { total: 0, toBackend: 0, fromBackend: 0 };
  let serves = false;
  let told = false;
  let idleTimer: NodeJS.Timeout | null = null;
  let quiet: (() => void) | null = null;

  const listeners: Listeners = listenOn({
    addresses: options.listen,
    listening: events.listening,
    refused: events.refused,
    connected: accept,
  });

  function accept(client: Socket): void {
    client.setNoDelay(true);
    if (single && connections.size > 0) return void client.destroy();
    counted.total += 1;
    if (idleTimer) clearTimeout(idleTimer);
    const deadlineMs = performance.now() + connectTimeoutMs;
    const connection: Connection = { client, deadlineMs, backend: null, asks: false, untouched: null, timer: null };
    connections.add(connection);
    client.on('close', () => drop(connection));
    client.on('error', () => {});
    if (serves) advance(connection, FIRST_RETRY_MS);
    else hold(connection);
  }

  /** Holds a connection until the backend serves or the connection's time is over. */
  function hold(connection: Connection): void {
    const leftMs = connection.deadlineMs - performance.now();
    again(connection, leftMs, () => reset(connection.client));
    if (!told) tell();
  }

  function tell(): void {
    told = true;
    events.waiting();
  }

  /** The backend has ended or gone to sleep. A connection that already waits may wake it. */
  function tellWaiting(): void {
    for (const { backend: to } of connections) if (to === null) return tell();
  }

  function again(connection: Connection, delayMs: number, then: () => void): void {
    if (connection.timer) clearTimeout(connection.timer);
    connection.timer = setTimeout(then, Math.max(delayMs, 0));
  }

  /** Connects to the backend. Nothing of the client has been read yet, so a refusal only costs time. */
  function advance(connection: Connection, retryMs: number): void {
    const { client } = connection;
    if (connection.timer) clearTimeout(connection.timer);
    connection.timer = null;
    if (client.destroyed) return;
    const [first, second] =
      'path' in backend || backend.host !== null
        ? [backend]
        : [
            { ...backend, host: '127.0.0.1' },
            { ...backend, host: '::1' },
          ];
    attempt(first!, () => (second ? attempt(second, failed) : failed()));

    function attempt(address: ListenAddress, refused: () => void): void {
      const socket = dial(address, (taken) => {
        if (!taken) return refused();
        if (client.destroyed) return void socket.destroy();
        // A backend that is to stop accepted the connection. The next backend gets it.
        if (!serves) {
          socket.destroy();
          connection.backend = null;
          return hold(connection);
        }
        begin(connection, socket);
      });
      connection.backend = socket;
    }
    function failed(): void {
      connection.backend = null;
      if (client.destroyed) return;
      if (performance.now() >= connection.deadlineMs) return reset(client);
      if (!serves) return hold(connection);
      again(connection, retryMs, () => advance(connection, Math.min(retryMs * 2, LAST_RETRY_MS)));
    }
  }

  function begin(connection: Connection, socket: Socket): void {
    socket.setNoDelay(true);
    const answered = () => {
      connection.asks = false;
      connection.untouched = null;
      if (quiet) settleQuiet();
    };
    const stop = pump(connection.client, socket, {
      fromClient: (bytes) => {
        counted.toBackend += bytes;
        connection.asks = true;
        connection.untouched = null;
      },
      fromBackend: (bytes) => {
        counted.fromBackend += bytes;
        answered();
      },
    });
    socket.on('close', answered);
    connection.untouched = () => {
      stop();
      socket.off('close', answered);
      socket.on('error', () => {});
      socket.destroy();
    };
  }

  function drop(connection: Connection): void {
    if (!connections.delete(connection)) return;
    if (connection.timer) clearTimeout(connection.timer);
    if (connection.backend && !connection.backend.destroyed && connection.backend.connecting)
      connection.backend.destroy();
    if (quiet) settleQuiet();
    if (connections.size === 0) startIdle();
  }

  function stopIdle(): void {
    if (idleTimer) clearTimeout(idleTimer);
    idleTimer = null;
  }

  function startIdle(): void {
    stopIdle();
    if (idleTimeoutMs === 0 || !serves || connections.size > 0) return;
    idleTimer = setTimeout(events.idle, idleTimeoutMs);
  }

  function settleQuiet(): void {
    for (const { asks } of connections) if (asks) return;
    quiet?.();
  }

  return {
    serve(now) {
      if (serves && now) return;
      serves = now;
      told = false;
      if (!now) {
        stopIdle();
        return tellWaiting();
      }
      for (const connection of connections) {
        if (connection.backend === null) advance(connection, FIRST_RETRY_MS);
      }
      startIdle();
    },
    drain() {
      serves = false;
      for (const connection of connections) {
        if (!connection.untouched) continue;
        connection.untouched();
        Object.assign(connection, { untouched: null, backend: null });
        hold(connection);
      }
      return new Promise((resolve) => {
        const timer = setTimeout(() => quiet?.(), DRAIN_MS);
        const before = quiet;
        quiet = () => {
          quiet = null;
          clearTimeout(timer);
          before?.();
          resolve();
        };
        settleQuiet();
      });
    },
    counts() {
      const active = [...connections].filter((each) => each.backend !== null).length;
      return { ...counted, active, waiting: connections.size - active };
    },
    close() {
      listeners.close();
      if (idleTimer) clearTimeout(idleTimer);
      quiet?.();
      for (const { client, backend: socket, timer } of connections) {
        if (timer) clearTimeout(timer);
        socket?.destroy();
        reset(client);
      }
    },
  };
}
