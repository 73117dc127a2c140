import type { RpcClient } from '../../rpc/client.ts';
import type { Row } from '../../rpc/results.ts';

/** The current state of all services, kept up to date by the supervisor. */
export interface Tracked {
  readonly rows: ReadonlyMap<string, Row>;
  /** While everything is being stopped: which services still run, and why. */
  stopping(): string | null;
  /** Calls back after every change. */
  onChange(callback: () => void): void;
}

/** Subscribes to the state of all services, once per connection. `rows` is never older than this call. */
export async function track(client: RpcClient): Promise<Tracked> {
  const rows = new Map<string, Row>();
  const callbacks: (() => void)[] = [];
  let stopping: string | null = null;
  client.on('events.state', (news) => {
    for (const row of news.services) rows.set(row.name, row);
    for (const name of news.removed) rows.delete(name);
    stopping = news.stopping;
    for (const callback of callbacks) callback();
  });
  const { snapshot } = await client.call('events.subscribe', { states: true });
  // A change may have arrived in the same chunk as the answer. The change is newer.
  for (const row of snapshot.services) if (!rows.has(row.name)) rows.set(row.name, row);
  stopping ??= snapshot.stopping;
  return { rows, stopping: () => stopping, onChange: (callback) => void callbacks.push(callback) };
}
