import { existsSync } from 'node:fs';
import { lockPath } from '../../host/lock/holder.ts';
import { monotonicMs } from '../../monotonic.ts';
import type { RpcClient } from '../../rpc/client.ts';
import { connectProject } from '../client/project-client.ts';
import type { CommandIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { isConnectionLost } from '../present/rpc-error.ts';
import type { Changes } from './changes.ts';
import { matches, type Selection } from './line-selection.ts';
import type { LogPrinter, OutputLine } from './printer.ts';

/** How long to wait for another supervisor after one has gone without saying that it stops everything. */
const REPLACEMENT_MS = 10_000;
const TRY_EVERY_MS = 100;

interface Following {
  /** Directory of the project. */
  readonly dir: string;
  readonly stateDir: string;
  readonly io: CommandIo;
  readonly printer: LogPrinter;
  /** Empty: all services. */
  readonly names: readonly string[];
  readonly selection: Selection;
  readonly replacementMs?: number;
}

/**
 * Prints all output after a cursor until the project stops. If another supervisor takes over, continues there at the
 * same place. Returns the exit status.
 */
export async function follow(first: RpcClient, cursor: string, following: Following): Promise<number> {
  let client: RpcClient | null = first;
  let at = cursor;
  const { printer, names } = following;
  const changes = printer.changed ? (await import('./changes.ts')).createChanges(names) : null;
  while (client) {
    const end = await followOne(client, at, following, changes);
    if (end.down) return EXIT.ok;
    at = end.cursor;
    client = await nextSupervisor(following);
  }
  // A supervisor that ended in order has removed its lock.
  if (!existsSync(lockPath(following.stateDir))) return EXIT.ok;
  return fail(following.io, 'zdev was killed, and no other zdev has taken over');
}

async function followOne(
  client: RpcClient,
  from: string,
  { names, printer, selection }: Following,
  changes: Changes | null,
): Promise<{ readonly down: boolean; readonly cursor: string }> {
  let cursor = from;
  let down = false;
  let failure: unknown;
  const guarded = (print: () => void) => {
    try {
      print();
    } catch (error) {
      failure = error;
      client.close();
    }
  };
  const show = (entries: readonly OutputLine[]) => {
    let batch: OutputLine[] = [];
    for (const entry of entries) {
      const news = changes?.line(entry.service, entry.run) ?? [];
      if (news.length > 0) {
        printer.show(batch);
        printer.changed?.(news);
        batch = [];
      }
      if (matches(entry, selection)) batch.push(entry);
    }
    printer.show(batch);
  };
  // A change may arrive in the same chunk as the answer. The change is newer.
  let begun = changes === null;
  const early: (() => void)[] = [];
  const inOrder = (print: () => void) => (begun ? guarded(print) : void early.push(print));
  client.on('events.state', ({ stopping, services }) => {
    down ||= stopping !== null;
    if (changes) inOrder(() => printer.changed?.(changes.rows(services)));
  });
  client.on('events.log', (news) => {
    cursor = news.cursor;
    inOrder(() => {
      if (news.missed > 0) printer.missed(news.missed);
      show(news.entries);
    });
  });
  try {
    const logs = names.length > 0 ? names : true;
    const { snapshot } = await client.call('events.subscribe', { states: true, logs, cursor: from });
    down ||= snapshot.stopping !== null;
    begun = true;
    guarded(() => printer.changed?.(changes?.begin(snapshot.services) ?? []));
    for (const print of early) guarded(print);
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
    const { client } = await connectProject(dir, 0);
    if (client) return client;
  }
  return null;
}
