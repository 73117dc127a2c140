import type { Cause } from '../../core/causes/cause.ts';
import type { Row } from '../../rpc/results.ts';
import { causeOfRow } from '../../rpc/wire/cause.ts';
import { maskValue } from '../../safe/secrets.ts';

/** A service, as the screen knows it. */
export interface Entry {
  readonly row: Row;
  /** Why it is as it is; durations are those of the moment at which it came. */
  readonly cause: Cause;
  /** Since when it is in its state, in milliseconds since 1970 on this machine's clock. */
  readonly sinceMs: number;
}

/** A row that came just now. What looks secret in it is not for the screen. Its durations become points in time, so that they need not come again to grow. */
export function entryOf(row: Row, nowMs: number): Entry {
  const shown = maskValue(row) as Row;
  return { row: shown, cause: causeOfRow(shown), sinceMs: nowMs - row.in_state_ms };
}

/** All services after some of them have changed: in their old order, new ones last. */
export function mergeEntries(
  entries: readonly Entry[],
  news: { readonly rows: readonly Row[]; readonly removed: readonly string[]; readonly nowMs: number },
): readonly Entry[] {
  const changed = new Map(news.rows.map((row) => [row.name, entryOf(row, news.nowMs)]));
  const kept = entries.filter(({ row }) => !news.removed.includes(row.name));
  const known = new Set(kept.map(({ row }) => row.name));
  return [
    ...kept.map((entry) => changed.get(entry.row.name) ?? entry),
    ...[...changed.values()].filter(({ row }) => !known.has(row.name)),
  ];
}
