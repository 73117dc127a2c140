import type { Cause } from '../../core/causes/cause.ts';
import type { Row } from '../../rpc/results.ts';
import { causeOfRow } from '../../rpc/wire/cause.ts';
import { maskValue } from '../../safe/secrets.ts';

/** A service, as the screen knows it. */
export interface ServiceEntry {
  readonly row: Row;
  /** Why it is in its state. Durations are those at the time of arrival. */
  readonly cause: Cause;
  /** Start of its current state, in milliseconds since 1970 on this machine's clock. */
  readonly sinceMs: number;
}

/**
 * Makes an entry from a new row, with secrets masked. Durations become points in time, so that they grow without new
 * rows.
 */
export function entryOf(row: Row, nowMs: number): ServiceEntry {
  const shown = maskValue(row) as Row;
  return { row: shown, cause: causeOfRow(shown), sinceMs: nowMs - row.in_state_ms };
}

/** All services after some of them have changed, in their old order, with new ones last. */
export function mergeEntries(
  entries: readonly ServiceEntry[],
  news: { readonly rows: readonly Row[]; readonly removed: readonly string[]; readonly nowMs: number },
): readonly ServiceEntry[] {
  const changed = new Map(news.rows.map((row) => [row.name, entryOf(row, news.nowMs)]));
  const kept = entries.filter(({ row }) => !news.removed.includes(row.name));
  const known = new Set(kept.map(({ row }) => row.name));
  return [
    ...kept.map((entry) => changed.get(entry.row.name) ?? entry),
    ...[...changed.values()].filter(({ row }) => !known.has(row.name)),
  ];
}
