import type { RpcClient } from '../../rpc/client.ts';
import { connectProject, type FoundProject } from '../client/project-client.ts';
import { isConnectionLost } from '../present/rpc-error.ts';
import type { EventCursor } from './cursor.ts';
import { linesAfter } from './lines-after.ts';
import type { Teller } from './teller.ts';

/** Passes lines of output to a teller, from one supervisor after another. */
export function followOutput({ dir, stateDir }: Pick<FoundProject, 'dir' | 'stateDir'>, teller: Teller) {
  let client: RpcClient | null = null;
  let last: EventCursor = teller.cursor();

  function take(
    entries: Awaited<ReturnType<typeof linesAfter>>['entries'],
    before: { log: string; skip: number } | null,
  ): void {
    for (const [i, entry] of entries.entries()) {
      const at = before ? { log: before.log, skip: before.skip + i + 1 } : { log: null, skip: 0 };
      const told = entry.at_ms === last.atMs ? last.told + 1 : 1;
      last = { ...last, ...at, atMs: entry.at_ms, told };
      teller.add({ type: 'line', atMs: entry.at_ms, entry, ...at });
    }
  }

  async function begin(next: RpcClient | null): Promise<void> {
    const found = await linesAfter(next, stateDir, last);
    if (found.missed > 0) teller.add({ type: 'missed', atMs: Date.now(), what: 'output', count: found.missed });
    take(found.entries, found.before);
    if (!next || found.next === null) return;
    client = next;
    // The connection may end before the answer, so this comes before the call.
    void next.closed.then(() => {
      if (client === next) client = null;
    });
    let log = found.next;
    last = { ...last, log, skip: 0 };
    next.on('events.log', (news) => {
      if (news.missed > 0) teller.add({ type: 'missed', atMs: Date.now(), what: 'output', count: news.missed });
      take(news.entries, { log, skip: 0 });
      log = news.cursor;
    });
    await next.call('events.subscribe', { states: false, logs: true, cursor: log });
  }

  return {
    begin,
    /** Looks for a supervisor if none is connected. */
    async connect() {
      if (client) return;
      const place = await connectProject(dir, 0);
      if (!place.client) return;
      await begin(place.client).catch((error: unknown) => {
        if (!isConnectionLost(error)) throw error;
      });
    },
    close: () => client?.close(),
  };
}
