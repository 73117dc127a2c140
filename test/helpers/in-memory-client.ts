import { createClient, type RpcClient } from '../../src/rpc/client.ts';
import { type Connection, createConnection } from '../../src/rpc/connection.ts';
import type { Control } from '../../src/rpc/control.ts';

/** A client in the same process as its supervisor: the same protocol, without a socket. */
export function connectInMemory(control: Control): RpcClient {
  return createClient((incoming) => {
    let open = true;
    let take = (_bytes: Buffer) => {};
    const connection: Connection = createConnection(control, {
      // What arrives is handled in its own turn, as from a socket, so that neither side calls into the other.
      send: (line, bytes = []) =>
        queueMicrotask(() => {
          if (!open) return;
          incoming.line(line);
          take(Buffer.concat(bytes));
        }),
      behind: () => false,
      resume() {},
    });
    return {
      send: (line) =>
        queueMicrotask(() => {
          if (open) connection.receive(line);
        }),
      take(_count, taken) {
        take = (bytes) => {
          take = () => {};
          taken(bytes);
        };
      },
      close() {
        if (!open) return;
        open = false;
        connection.close();
        incoming.closed();
      },
    };
  });
}
