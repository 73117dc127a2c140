import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Admission } from './members.ts';

/** Whoever gets the port has its private socket a moment later; then somebody else holds the port. */
const PATIENCE_MS = 1000;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;
/** A port that another program holds is tried again so often: the system does not tell when it is free. */
const RETRY_MS = 5000;

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
 * Takes the seat, or joins who has it until it is free. The port itself says whose it is: the kernel gives it to one. So
 * the file of the private socket is only touched by the one who has the port.
 */
export function takeSeat(options: SeatOptions): Seat {
  const { port, socket: path } = options;
  const servers = new Set<Server>();
  let admission: Admission | null = null;
  let holder: Socket | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  claim(performance.now(), FIRST_PAUSE_MS);
  return {
    close() {
      closed = true;
      if (timer) clearTimeout(timer);
      holder?.destroy();
      // The file of the private socket goes before the port does: whoever gets the port makes its own.
      admission?.server.close();
      for (const server of servers) server.close();
      admission?.end();
    },
  };

  function claim(sinceMs: number, pauseMs: number): void {
    listen('127.0.0.1', (code) => {
      if (code === null) return seated();
      if (code === 'EADDRINUSE' && path !== null) return join(path, () => again(sinceMs, pauseMs));
      refused(code);
    });
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
        if (!closed) claim(performance.now(), FIRST_PAUSE_MS);
      });
      options.problem(null);
      options.joined(socket);
    });
    socket.once('error', failed);
  }

  function seated(): void {
    listenOnIpv6();
    admission = options.seated();
    if (path === null) return;
    rmSync(path, { force: true });
    const { server } = admission;
    server.once('error', (error) => options.problem(`other projects have no names: ${path}: ${error.message}`));
    server.listen(path);
  }

  /** Browsers try it first. A machine without IPv6 has one address less. */
  function listenOnIpv6(): void {
    listen('::1', (code) => {
      const isHeld = code === 'EADDRINUSE';
      options.problem(isHeld ? `cannot listen on [::1]:${port}: it is in use` : null);
      if (isHeld) after(RETRY_MS, listenOnIpv6);
    });
  }

  /** Calls back with null, or with the code of what was wrong. */
  function listen(host: string, done: (code: string | null) => void): void {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, options.connected);
    server.once('error', (error: NodeJS.ErrnoException) => closed || done(error.code ?? error.message));
    server.listen({ host, port, ipv6Only: true, backlog: 1024 }, () => {
      if (closed) return void server.close();
      servers.add(server);
      done(null);
    });
  }

  function after(delayMs: number, then: () => void): void {
    if (closed) return;
    timer = setTimeout(then, delayMs);
  }
}
