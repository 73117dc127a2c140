import { existsSync } from 'node:fs';
import { lockPath } from '../../host/holder.ts';
import { monotonicMs } from '../../monotonic.ts';
import type { RpcClient } from '../../rpc/client.ts';
import { openPlace } from '../client/client.ts';
import type { Caller } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { isConnectionLost } from '../present/rpc-error.ts';
import type { LogPrinter } from './printer.ts';
import { matches, type Selection } from './selection.ts';

/** How long to wait for another supervisor when one went away without having said that it stops everything. */
const REPLACEMENT_MS = 10_000;
const TRY_EVERY_MS = 100;

interface Following {
  /** Of the project. */
  readonly dir: string;
  readonly stateDir: string;
  readonly caller: Caller;
  readonly printer: LogPrinter;
  /** Empty: all services. */
  readonly names: readonly string[];
  readonly selection: Selection;
  readonly replacementMs?: number;
}

/**
 * Prints what comes after a cursor, until the project goes down. When the supervisor is replaced, it goes on with the
 * next one where it was. Gives the exit status.
 */
export async function follow(first: RpcClient, cursor: string, following: Following): Promise<number> {
  let client: RpcClient | null = first;
  let at = cursor;
  while (client) {
    const end = await followOne(client, at, following);
    if (end.down) return EXIT.ok;
    at = end.cursor;
    client = await nextSupervisor(following);
  }
  // One that ended in order has taken its lock along.
  if (!existsSync(lockPath(following.stateDir))) return EXIT.ok;
  return fail(following.caller, 'zdev was killed, and no other has taken over');
}

async function followOne(
  client: RpcClient,
  from: string,
  { names, printer, selection }: Following,
): Promise<{ readonly down: boolean; readonly cursor: string }> {
  let cursor = from;
  let down = false;
  let failure: unknown;
  client.on('events.state', ({ stopping }) => {
    down ||= stopping !== null;
  });
  client.on('events.log', (news) => {
    cursor = news.cursor;
    try {
      if (news.missed > 0) printer.missed(news.missed);
      const wanted = news.entries.filter((entry) => matches(entry, selection));
      printer.show(wanted.map(({ seq: _, ...entry }) => entry));
    } catch (error) {
      failure = error;
      client.close();
    }
  });
  try {
    await client.call('events.subscribe', { states: true, logs: names.length > 0 ? names : true, cursor: from });
    await client.closed;
  } catch (error) {
    if (!isConnectionLost(error)) throw error;
  }
  if (failure) throw failure;
  return { down, cursor };
}

async function nextSupervisor({ dir, replacementMs = REPLACEMENT_MS }: Following): Promise<RpcClient | null> {
  const deadlineMs = monotonicMs() + replacementMs;
  while (monotonicMs() < deadlineMs) {
    await new Promise((resolve) => {
      setTimeout(resolve, TRY_EVERY_MS);
    });
    const { client } = await openPlace(dir, 0);
    if (client) return client;
  }
  return null;
}
