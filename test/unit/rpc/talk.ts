import { createConnection } from '../../../src/rpc/connection.ts';
import type { Control } from '../../../src/rpc/control.ts';
import { until } from '../../helpers/wait.ts';

export interface Message {
  readonly jsonrpc: string;
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: unknown;
  /** What followed it. */
  readonly bytes?: Buffer;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** A connection in memory, with all that came from it. */
export function talk(control: Control) {
  const received: (Message | Message[])[] = [];
  let behind = false;
  let resumed = 0;
  const connection = createConnection(control, {
    send: (line, bytes) => {
      const message = JSON.parse(line) as Message;
      received.push(bytes?.length ? { ...message, bytes: Buffer.concat(bytes) } : message);
    },
    behind: () => behind,
    resume: () => {
      resumed += 1;
    },
  });
  let ids = 0;
  return {
    received,
    connection,
    resumed: () => resumed,
    /** A reader that has stopped reading, or has caught up. */
    setBehind(value: boolean) {
      behind = value;
      if (!value) connection.caughtUp();
    },
    raw: (line: string | Buffer) => connection.receive(line),
    /** The answer to one call. */
    async call(method: string, params?: unknown): Promise<Message> {
      const id = ++ids;
      connection.receive(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
      const find = () => received.find((message) => !Array.isArray(message) && message.id === id);
      await until(() => find() !== undefined, { what: `an answer to ${method}` });
      return find() as Message;
    },
    notifications: (name: string) =>
      received.flatMap((message) => (!Array.isArray(message) && message.method === name ? [message.params] : [])),
  };
}
