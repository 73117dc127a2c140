import { rmSync } from 'node:fs';
import { connect, type Server, type Socket } from 'node:net';
import { canShare, type LoopbackAddress, listen } from './listen.ts';
import type { Admission } from './members.ts';
import { createStandby, HOST, type Standby } from './standby.ts';

/**
 * A process that gets the port has its private socket a moment later. After this time, the holder is another program.
 */
const PATIENCE_MS = 1000;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;
/** How often to try a port that another program holds: the system does not report when it is free. */
const RETRY_MS = 5000;

/**
 * Several processes can share the port, but not this address with the same port. Only the process that listens here may
 * listen on the port.
 */
const LOCK_HOST = '127.0.0.2';

/** The one place among all supervisors of a user that serves the names. */
export interface Seat {
  close(): void;
}

/** The options of the seat. */
export interface SeatOptions {
  readonly port: number;
  /** See `EdgeOptions`. */
  readonly socket: string | null;
  /** Takes a paused connection to the port. */
  readonly connected: (socket: Socket) => void;
  /** This process has the seat. Returns the admission for the other supervisors on the private socket. */
  readonly seated: () => Admission;
  /** Another process has the seat, and this socket leads to it. When the socket ends, the seat is free. */
  readonly joined: (holder: Socket) => void;
  /** Why no process of this user has the seat, or an address is missing. Null: everything works. */
  readonly problem: (message: string | null) => void;
}

/**
 * Takes the seat, or joins its holder until it is free. The kernel decides who gets it: it gives the port, or its lock,
 * to one process. So only the holder of the port touches the file of the private socket. If the port can be shared, the
 * others stand by: a connection that comes while the seat is empty waits for the next holder.
 */
export function takeSeat(options: SeatOptions): Seat {
  const { port, socket: path } = options;
  const servers = new Set<Server>();
  /** Null if the port cannot be shared. */
  let standby: Standby | null = null;
  let admission: Admission | null = null;
  let holder: Socket | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  void canShare().then((can) => {
    if (closed) return;
    if (can) standby = createStandby(port, options.connected);
    claim(performance.now(), FIRST_PAUSE_MS);
  });
  return {
    close() {
      closed = true;
      if (timer) clearTimeout(timer);
      holder?.destroy();
      // The file of the private socket is removed before the port is released, because the next holder creates its own.
      admission?.server.close();
      for (const server of servers) server.close();
      standby?.close();
      admission?.end();
    },
  };

  function claim(sinceMs: number, pauseMs: number): void {
    const failed = (code: string) => {
      if (code === 'EADDRINUSE' && path !== null) return join(path, () => again(sinceMs, pauseMs));
      refused(code);
    };
    if (standby === null) return claimPort(false, failed);
    hold({ host: LOCK_HOST, port }, (code, lock) => {
      if (code === 'EADDRINUSE') return failed(code);
      claimPort(code === null, (why) => {
        servers.delete(lock);
        lock.close();
        failed(why);
      });
    });
  }

  function claimPort(shared: boolean, failed: (code: string) => void): void {
    hold({ host: HOST, port, shared }, (code) => (code === null ? seated() : failed(code)));
  }

  /** The holder of the port is not zdev, or has just come, or is about to end. */
  function again(sinceMs: number, pauseMs: number): void {
    if (performance.now() - sinceMs > PATIENCE_MS) return refused('EADDRINUSE');
    after(pauseMs, () => claim(sinceMs, Math.min(pauseMs * 2, LONGEST_PAUSE_MS)));
  }

  function refused(code: string): void {
    options.problem(`cannot listen on port ${port}: ${code === 'EADDRINUSE' ? 'it is in use' : code}`);
    after(RETRY_MS, () => claim(performance.now(), LONGEST_PAUSE_MS));
  }

  function join(path: string, failed: () => void): void {
    const socket = connect(path);
    holder = socket;
    socket.once('connect', () => {
      socket.off('error', failed);
      if (closed) return void socket.destroy();
      socket.on('error', () => {});
      socket.once('close', () => {
        if (closed) return;
        standby?.wait();
        claim(performance.now(), FIRST_PAUSE_MS);
      });
      options.problem(null);
      options.joined(socket);
      standby?.follow();
    });
    socket.once('error', failed);
  }

  function seated(): void {
    listenOnIpv6();
    admission = options.seated();
    standby?.serve();
    if (path === null) return;
    rmSync(path, { force: true });
    const { server } = admission;
    server.once('error', (error) => options.problem(`other projects have no names: ${path}: ${error.message}`));
    server.listen(path);
  }

  /** Browsers try this address first. A machine without IPv6 lacks it. */
  function listenOnIpv6(): void {
    hold({ host: '::1', port }, (code) => {
      const isHeld = code === 'EADDRINUSE';
      options.problem(isHeld ? `cannot listen on [::1]:${port}: it is in use` : null);
      if (isHeld) after(RETRY_MS, listenOnIpv6);
    });
  }

  /** Listens until the seat is closed. */
  function hold(place: LoopbackAddress, done: (code: string | null, server: Server) => void): void {
    listen(place, options.connected, (code, server) => {
      if (closed) return void server.close();
      if (code === null) servers.add(server);
      done(code, server);
    });
  }

  function after(delayMs: number, then: () => void): void {
    if (closed) return;
    timer = setTimeout(then, delayMs);
  }
}
