import type { RpcClient } from '../../../src/rpc/client.ts';

/** What a supervisor answers to a method; a method that is not here is answered with `ok`. */
type Answers = Readonly<Record<string, (params: never) => unknown>>;

/** A connection to a supervisor that says what it is told to, and keeps what it was asked. */
export function createFakeClient(answers: Answers = {}) {
  const calls: { readonly method: string; readonly params: unknown }[] = [];
  const listeners = new Map<string, Set<(params: never, bytes: Buffer) => void>>();
  let end = () => {};
  const closed = new Promise<void>((resolve) => {
    end = resolve;
  });
  const client = {
    closed,
    close: () => end(),
    async call(method: string, params: unknown) {
      calls.push({ method, params });
      return answers[method]?.(params as never) ?? { ok: true };
    },
    on(name: string, callback: (params: never, bytes: Buffer) => void) {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(callback));
      return () => all.delete(callback);
    },
  } as RpcClient;
  return {
    client,
    calls,
    /** The connection is over. */
    end: () => end(),
    /** A notification comes, with the bytes that follow it. */
    tell(name: string, params: unknown, bytes = Buffer.alloc(0)) {
      for (const listener of [...(listeners.get(name) ?? [])]) listener(params as never, bytes);
    },
    /** How many wait for a notification. */
    listening: (name: string) => listeners.get(name)?.size ?? 0,
    /** The parameters with which a method was called, call by call. */
    asked: (method: string) => calls.filter((call) => call.method === method).map(({ params }) => params),
  };
}
