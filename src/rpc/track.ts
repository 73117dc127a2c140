import type { RpcClient } from './client.ts';
import type { NotificationOf } from './methods.ts';
import type { Row } from './results.ts';

/** The current state of all services, kept up to date by the supervisor. */
export interface Tracked {
  readonly rows: ReadonlyMap<string, Row>;
  /** Calls back after every change. */
  onChange(callback: () => void): void;
}

/** Subscribes to the state of all services, once per connection. `rows` is never older than this call. */
export async function track(client: RpcClient): Promise<Tracked> {
  const rows = new Map<string, Row>();
  const callbacks: (() => void)[] = [];
  // A change may arrive in the same chunk as the answer, before this function has the answer. The change is newer.
  let early: NotificationOf<'events.state'>[] | null = [];
  const take = ({ services, removed }: Pick<NotificationOf<'events.state'>, 'services' | 'removed'>) => {
    for (const row of services) rows.set(row.name, row);
    for (const name of removed) rows.delete(name);
    for (const callback of callbacks) callback();
  };
  client.on('events.state', (news) => (early ? void early.push(news) : take(news)));
  const { snapshot } = await client.call('events.subscribe', { states: true });
  take({ services: snapshot.services, removed: [] });
  for (const news of early) take(news);
  early = null;
  return { rows, onChange: (callback) => void callbacks.push(callback) };
}
