import { connect as connectSocket } from 'node:net';
import { RpcError } from './errors.ts';
import { createLineReader } from './line-reader.ts';
import type { MethodName, NotificationName, NotificationOf, ParamsOf, ResultOf } from './methods.ts';

/** A connection to a supervisor. */
export interface RpcClient {
  /** Rejects with an `RpcError` if the answer is an error, and with `ConnectionLost` if there will be none. */
  call<M extends MethodName>(method: M, ...params: Given<ParamsOf<M>>): Promise<ResultOf<M>>;
  /**
   * Calls back for every notification of this name, with the bytes that follow it, if any. Returns a function that
   * stops this.
   */
  on<N extends NotificationName>(name: N, callback: (params: NotificationOf<N>, bytes: Buffer) => void): () => void;
  /** Resolves when the connection has ended, on either side. */
  readonly closed: Promise<void>;
  close(): void;
}

/** The parameters may be omitted if all of them are optional. */
type Given<P> = Record<never, never> extends P ? [params?: P] : [params: P];

/** The supervisor has gone, or was never there. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** How a client reaches its server: a socket, or a pipe in memory. */
export interface Transport {
  send(line: string): void;
  close(): void;
  /** Must be called while a line is handled: `count` bytes follow it. */
  take(count: number, taken: (bytes: Buffer) => void): void;
}

/** What a transport reports. */
export interface Incoming {
  line(line: Buffer | string): void;
  closed(): void;
}

/** No answer of zdev is longer; a server that sends a longer one is not zdev. */
const MAX_ANSWER_BYTES = 512 * 1024 * 1024;

/**
 * Connects to the socket of a supervisor. Rejects with an error of the system: `ENOENT`, `ECONNREFUSED`, `EACCES`. `as`
 * is the name that the supervisor shows for this client: by default the command line of this process.
 */
export function connect(path: string, as = commandLine()): Promise<RpcClient> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(path);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      // `close` follows, and rejects all pending calls.
      socket.on('error', () => {});
      // A notification: nobody waits for an answer, and an older supervisor ignores it.
      const params = { name: as, pid: process.pid };
      socket.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'client.introduce', params })}\n`);
      resolve(
        createClient((incoming) => {
          const reader = createLineReader({ maxBytes: MAX_ANSWER_BYTES, onLine: incoming.line });
          socket.on('data', (chunk) => {
            if (!reader.write(chunk)) socket.destroy();
          });
          socket.once('close', () => incoming.closed());
          return { send: (line) => void socket.write(`${line}\n`), close: () => void socket.end(), take: reader.take };
        }),
      );
    });
  });
}

/** For example, `zdev stop db`. */
function commandLine(): string {
  const words = ['zdev', ...process.argv.slice(2)].join(' ');
  return words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)}…` : words;
}

const MAX_WORDS = 60;
const NO_BYTES = Buffer.alloc(0);

/** A client over any transport. */
export function createClient(open: (incoming: Incoming) => Transport): RpcClient {
  const waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  const listeners = new Map<string, Set<(params: never, bytes: Buffer) => void>>();
  let ids = 0;
  let over = false;
  let settle: () => void;
  const closed = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const transport = open({
    line: (line) => receive(JSON.parse(line.toString()) as Message),
    closed() {
      over = true;
      for (const { reject } of waiting.values()) reject(new ConnectionLost('the supervisor has closed the connection'));
      waiting.clear();
      settle();
    },
  });
  return {
    call(method, params?) {
      return new Promise((resolve, reject) => {
        if (over) return reject(new ConnectionLost('the supervisor has closed the connection'));
        const id = ++ids;
        waiting.set(id, { resolve, reject });
        transport.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
      });
    },
    on(name, callback) {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all);
      const listener = (params: never, bytes: Buffer) => callback(params, bytes);
      all.add(listener);
      return () => all.delete(listener);
    },
    closed,
    close: () => transport.close(),
  };

  function receive({ id, method, params, result, error }: Message): void {
    if (method !== undefined) {
      const tell = (bytes: Buffer) => {
        for (const listener of listeners.get(method) ?? []) listener(params as never, bytes);
      };
      if (params?.raw) transport.take(params.raw, tell);
      else tell(NO_BYTES);
      return;
    }
    const call = waiting.get(id);
    waiting.delete(id);
    if (error) call?.reject(new RpcError(error.code, error.message, error.data));
    else call?.resolve(result as never);
  }
}

interface Message {
  readonly id: number;
  readonly method?: string;
  readonly params?: { readonly raw?: number };
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}
