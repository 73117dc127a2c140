import { KeyError, typeKeys, typeText } from '../../vt/type-keys.ts';
import { type Context, type Handlers, knownNames, notRunning, OK, serviceOf } from '../context.ts';
import type { Control, Terminal } from '../control.ts';
import { CODES, RpcError } from '../errors.ts';
import type { eventMethods } from '../methods/events.ts';
import { pushLogs, pushOutput, pushStates } from '../subscription.ts';
import { wireSnapshot } from '../wire/service-row.ts';
import { nowCursor } from './logs.ts';

/** The most subscriptions and terminals of one connection, for clients that forget to end theirs. */
const MAX_OPEN = 100;
/** Lines that a program's terminal keeps above its screen. */
const MAX_SCROLLBACK = 1000;

export const eventHandlers: Handlers<keyof typeof eventMethods> = {
  'events.subscribe': ({ states, logs, cursor, output, backlog, raw }, context) => {
    const { control, subscriptions } = context;
    const logNames = chosen(logs, control);
    const outputNames = chosen(output, control);
    refuseMore(subscriptions.size);
    const subscription = context.nextId();
    const from = isNobody(logNames) ? null : (cursor ?? nowCursor(control));
    const feed = isNobody(outputNames)
      ? null
      : pushOutput(context, { subscription, names: outputNames, backlogBytes: backlog, raw });
    const ends = [
      // The last output of a service is sent before its change of state.
      ...(states ? [pushStates(context, subscription, feed?.flush)] : []),
      ...(from === null ? [] : [pushLogs(context, { subscription, names: logNames, cursor: from })]),
      ...(feed ? [feed.end] : []),
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
  'terminal.open': async ({ name, columns, rows, data, answers = data, scrollback }, context) => {
    const { control, peer, terminals } = context;
    refuseMore(terminals.size);
    const terminal = terminalOfService({ control }, name);
    const id = context.nextId();
    const stop: (() => void)[] = [];
    const leave = () => {
      terminals.delete(id);
      for (const one of stop.splice(0)) one();
    };
    terminals.set(id, { terminal, leave });
    if (columns && rows) terminal.resize(columns, rows);
    const { screen, ...now } = terminal.snapshot(Math.min(scrollback, MAX_SCROLLBACK));
    // Output that comes before the screen is drawn is sent after the screen.
    let early: (() => void)[] | null = [];
    const tell = (notify: () => void) => (early === null ? notify() : void early.push(notify));
    if (answers) stop.push(terminal.attend());
    // Sends output at once, so that typed keys are visible. A client that does not read loses only its own connection.
    const onData = (chunk: Buffer) => {
      const news = { terminal: id, data: chunk.toString('base64') };
      tell(() => peer.notify('terminal.data', news));
    };
    const onEnd = () => {
      leave();
      tell(() => peer.notify('terminal.end', { terminal: id }));
    };
    stop.push(...(data ? [terminal.onData(onData)] : []), terminal.onEnd(onEnd));
    const drawn = await screen;
    context.afterAnswer(() => {
      const waiting = early ?? [];
      early = null;
      for (const notify of waiting) notify();
    });
    return { terminal: id, run: terminal.run, ...now, screen: drawn?.toString('base64') ?? null };
  },
  'terminal.write': ({ terminal, name, data, keys, text }, context) => {
    const to = terminal === undefined ? terminalOfService(context, name) : terminalOf(context, terminal).terminal;
    if (data !== undefined) to.write(Buffer.from(data, 'base64'));
    else if (keys !== undefined) to.write(Buffer.from(codesOf(keys, to)));
    else if (text !== undefined) to.write(Buffer.from(typeText(text)));
    else throw new RpcError(CODES.invalidParams, 'one of data, keys and text is needed');
    return OK;
  },
  'terminal.resize': ({ terminal, columns, rows }, context) => {
    if (columns < 1 || rows < 1) throw new RpcError(CODES.invalidParams, 'a terminal has at least one column and row');
    terminalOf(context, terminal).terminal.resize(columns, rows);
    return OK;
  },
  'terminal.fit': ({ columns, rows }, { control }) => {
    if (columns < 1 || rows < 1) throw new RpcError(CODES.invalidParams, 'a terminal has at least one column and row');
    control.fitTerminals({ columns, rows });
    return OK;
  },
  'terminal.close': ({ terminal }, context) => {
    terminalOf(context, terminal).leave();
    return OK;
  },
};

/** Null for all services. */
function chosen(asked: boolean | readonly string[], control: Control): readonly string[] | null {
  if (asked === true) return null;
  return asked === false ? [] : knownNames(control, asked);
}

function isNobody(names: readonly string[] | null): boolean {
  return names?.length === 0;
}

function terminalOfService({ control }: Pick<Context, 'control'>, name: string | undefined): Terminal {
  if (name === undefined) throw new RpcError(CODES.invalidParams, 'terminal or name is needed');
  if (!serviceOf(control, name).live) throw notRunning(control, name);
  const terminal = control.openTerminal(name);
  if (terminal) return terminal;
  throw new RpcError(CODES.noTerminal, `${name} runs without a terminal (tty = true gives it one)`);
}

function codesOf(keys: readonly string[], { modes }: Terminal): string {
  try {
    return typeKeys(keys, modes());
  } catch (error) {
    throw error instanceof KeyError ? new RpcError(CODES.invalidParams, error.message) : error;
  }
}

function terminalOf({ terminals }: Context, id: number) {
  const open = terminals.get(id);
  if (!open) throw new RpcError(CODES.notFound, 'terminal not found');
  return open;
}

function refuseMore(open: number): void {
  if (open >= MAX_OPEN) throw new RpcError(CODES.internal, `no more than ${MAX_OPEN} on one connection`);
}
