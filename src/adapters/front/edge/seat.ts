import { rmSync } from 'node:fs';
import { connect, type Server, type Socket } from 'node:net';
import { canShare, listen, type Place } from './listen.ts';
import type { Admission } from './members.ts';
import { createStandby, HOST, type Standby } from './standby.ts';

/** Whoever gets the port has its private socket a moment later; then somebody else holds the port. */
const PATIENCE_MS = 1000;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;
/** A port that another program holds is tried again so often: the system does not tell when it is free. */
const RETRY_MS = 5000;

/** A port can be shared; this address of the same port cannot. Whoever listens here may listen on the port. */
const LOCK_HOST = '127.0.0.2';

/** The one place of all supervisors of a user from which the names are served. */
export interface Seat {
  close(): void;
}

/** What the seat is to do. */
export interface SeatOptions {
  readonly port: number;
  /** See `EdgeOptions`. */
  readonly socket: string | null;
  /** Takes a connection to the port, paused. */
  readonly connected: (socket: Socket) => void;
  /** This process has the seat. Gives what takes in the others on the private socket. */
  readonly seated: () => Admission;
  /** Another one has it: this is the way to it. When that ends, the seat is free. */
  readonly joined: (holder: Socket) => void;
  /** Nobody of this user has it, or one address is missing, and why. Null: all is as it should be. */
  readonly problem: (message: string | null) => void;
}

/**
 * Takes the seat, or joins who has it until it is free. The kernel says whose it is: it gives the port, or its lock, to one.
 * So the file of the private socket is only touched by the one who has the port. Where the port can be shared, the others
 * stand by: a connection that comes while nobody has the seat waits for the next one.
 */
export function takeSeat(options: SeatOptions): Seat {
  const { port, socket: path } = options;
  const servers = new Set<Server>();
  /** Null: the port cannot be shared. */
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
      // The file of the private socket goes before the port does: whoever gets the port makes its own.
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

  /** Somebody has the port, and is no zdev; or it is one that has just come, or is about to go. */
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

  /** Browsers try it first. A machine without IPv6 has one address less. */
  function listenOnIpv6(): void {
    hold({ host: '::1', port }, (code) => {
      const isHeld = code === 'EADDRINUSE';
      options.problem(isHeld ? `cannot listen on [::1]:${port}: it is in use` : null);
      if (isHeld) after(RETRY_MS, listenOnIpv6);
    });
  }

  /** Listens until the seat is closed. */
  function hold(place: Place, done: (code: string | null, server: Server) => void): void {
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
