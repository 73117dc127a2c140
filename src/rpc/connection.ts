import { type Context, DelayedAnswer, type Peer } from './context.ts';
import type { Control } from './control.ts';
import { type Answer, dispatch } from './dispatch.ts';
import { parseLine } from './envelope.ts';

/** What a connection writes to. */
export interface Outlet {
  /** Sends a line without its newline, and the bytes after it. */
  send(line: string, bytes?: readonly Buffer[]): void;
  /** Whether the reader has not yet taken what it was sent. */
  behind(): boolean;
  /** Requests more lines, after `receive` returned false. */
  resume(): void;
}

/** One client, wherever its lines come from. */
export interface Connection {
  /** Takes a line from the client. False: send no more until `resume`. */
  receive(line: Buffer | string): boolean;
  /** The reader has caught up. */
  caughtUp(): void;
  /** The client is gone: its subscriptions, terminals and waits end. */
  close(): void;
}

/**
 * Answers lines in order, one at a time. Only calls that wait are answered later. Reads nothing from a client that does
 * not read its answers, so that memory is limited.
 */
export function createConnection(control: Control, outlet: Outlet): Connection {
  const lines: (Buffer | string)[] = [];
  const closing = new Set<() => void>();
  const catchingUp = new Set<() => void>();
  let afterAnswer: (() => void)[] = [];
  let ids = 0;
  let busy = false;
  let closed = false;
  let refused = false;
  /** Something was postponed because the reader was behind. */
  let isAwaited = false;

  const peer: Peer = {
    notify(method, params, bytes) {
      if (!closed) outlet.send(JSON.stringify({ jsonrpc: '2.0', method, params }), bytes);
    },
    behind() {
      const isBehind = closed || outlet.behind();
      isAwaited ||= isBehind;
      return isBehind;
    },
    onCaughtUp: (callback) => register(catchingUp, callback),
  };
  const context: Context = {
    control,
    peer,
    asker: { name: null, pid: null },
    subscriptions: new Map(),
    terminals: new Map(),
    nextId: () => ++ids,
    afterAnswer: (callback) => void afterAnswer.push(callback),
    onClose: (callback) => register(closing, callback),
  };

  return {
    receive(line) {
      lines.push(line);
      work();
      refused = lines.length > 0;
      return !refused;
    },
    caughtUp() {
      work();
      if (!isAwaited) return;
      isAwaited = false;
      for (const callback of catchingUp) callback();
    },
    close() {
      closed = true;
      lines.length = 0;
      for (const callback of closing) callback();
      for (const end of context.subscriptions.values()) end();
      for (const { leave } of context.terminals.values()) leave();
    },
  };

  function work(): void {
    while (!busy && !closed && lines.length > 0 && !outlet.behind()) {
      const outcome = dispatch(parseLine(lines.shift()!), context);
      if (!(outcome instanceof Promise)) settle(outcome);
      else {
        busy = true;
        void outcome.then((settled) => {
          busy = false;
          settle(settled);
          work();
        });
      }
    }
    if (refused && !busy && !closed && lines.length === 0) {
      refused = false;
      outlet.resume();
    }
  }

  function settle(outcome: Answer | DelayedAnswer<Answer>): void {
    if (outcome instanceof DelayedAnswer) void outcome.answer.then(reply);
    else reply(outcome);
  }

  function reply(answer: Answer): void {
    if (!closed && answer !== null) outlet.send(answer);
    const callbacks = afterAnswer;
    afterAnswer = [];
    for (const callback of callbacks) callback();
  }
}

function register(callbacks: Set<() => void>, callback: () => void): () => void {
  const entry = () => callback();
  callbacks.add(entry);
  return () => callbacks.delete(entry);
}
