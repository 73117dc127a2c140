import { type Context, type Handlers, knownNames, OK, serviceOf } from '../context.ts';
import { CODES, RpcError } from '../errors.ts';
import type { eventMethods } from '../methods/events.ts';
import { pushLogs, pushStates } from '../subscription.ts';
import { wireSnapshot } from '../wire/row.ts';
import { nowCursor } from './logs.ts';

/** Subscriptions and terminals of one connection: a limit for clients that forget to end theirs. */
const MAX_OPEN = 100;

export const eventHandlers: Handlers<keyof typeof eventMethods> = {
  'events.subscribe': ({ states, logs, cursor }, context) => {
    const { control, subscriptions } = context;
    const names = logs === true ? null : logs === false ? [] : knownNames(control, logs);
    refuseMore(subscriptions.size);
    const subscription = context.nextId();
    const withLogs = names === null || names.length > 0;
    const from = withLogs ? (cursor ?? nowCursor(control)) : null;
    const ends = [
      ...(states ? [pushStates(context, subscription)] : []),
      ...(from === null ? [] : [pushLogs(context, { subscription, names, cursor: from })]),
    ];
    const end = () => {
      for (const one of ends) one();
    };
    subscriptions.set(subscription, end);
    return { subscription, cursor: from, snapshot: wireSnapshot(control) };
  },
  'events.unsubscribe': ({ subscription }, { subscriptions }) => {
    const end = subscriptions.get(subscription);
    if (!end) throw new RpcError(CODES.notFound, 'subscription not found');
    end();
    subscriptions.delete(subscription);
    return OK;
  },
  'terminal.open': ({ name, columns, rows }, context) => {
    const { control, peer, terminals } = context;
    if (!serviceOf(control, name).live) throw new RpcError(CODES.notRunning, 'service not running', { name });
    refuseMore(terminals.size);
    const terminal = control.openTerminal(name);
    if (!terminal) throw new RpcError(CODES.noTerminal, `${name} runs without a terminal (tty = true gives it one)`);
    const id = context.nextId();
    const stop: (() => void)[] = [];
    const leave = () => {
      terminals.delete(id);
      for (const one of stop.splice(0)) one();
    };
    const end = () => {
      leave();
      peer.notify('terminal.end', { terminal: id });
    };
    terminals.set(id, { terminal, leave });
    stop.push(
      terminal.onData((chunk) => peer.notify('terminal.data', { terminal: id, data: chunk.toString('base64') })),
      terminal.onEnd(end),
    );
    if (columns && rows) terminal.resize(columns, rows);
    return { terminal: id };
  },
  'terminal.write': ({ terminal, data }, context) => {
    terminalOf(context, terminal).terminal.write(Buffer.from(data, 'base64'));
    return OK;
  },
  'terminal.resize': ({ terminal, columns, rows }, context) => {
    if (columns < 1 || rows < 1) throw new RpcError(CODES.invalidParams, 'a terminal has at least one column and row');
    terminalOf(context, terminal).terminal.resize(columns, rows);
    return OK;
  },
  'terminal.close': ({ terminal }, context) => {
    terminalOf(context, terminal).leave();
    return OK;
  },
};

function terminalOf({ terminals }: Context, id: number) {
  const open = terminals.get(id);
  if (!open) throw new RpcError(CODES.notFound, 'terminal not found');
  return open;
}

function refuseMore(open: number): void {
  if (open >= MAX_OPEN) throw new RpcError(CODES.internal, `no more than ${MAX_OPEN} on one connection`);
}
