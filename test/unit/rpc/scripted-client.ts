import { createClient, type Incoming } from '../../../src/rpc/client.ts';

/** A client whose supervisor says what the test says, line by line, in one chunk. */
export function scriptedClient() {
  const asked: { readonly id: number; readonly method: string }[] = [];
  let incoming!: Incoming;
  let isOpen = true;
  const close = () => {
    isOpen = false;
    incoming.closed();
  };
  const client = createClient((given) => {
    incoming = given;
    return { send: (line) => void asked.push(JSON.parse(line)), close, take() {} };
  });
  return {
    client,
    /** Ends the connection, as the supervisor does. */
    close,
    isOpen: () => isOpen,
    /** Whether this method was called so often. */
    asked: (method: string, times = 1) => asked.filter((call) => call.method === method).length >= times,
    /** Answers the last call of this method, and tells these states in the same chunk. */
    answer(method: string, result: unknown, ...states: readonly unknown[]) {
      const call = asked.findLast((each) => each.method === method);
      const notifications = states.map((params) => ({ method: 'events.state', params }));
      for (const message of [{ id: call?.id, result }, ...notifications]) incoming.line(JSON.stringify(message));
    },
  };
}
