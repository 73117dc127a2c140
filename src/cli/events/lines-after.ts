import type { RpcClient } from '../../rpc/client.ts';
import { allLines, knownOf } from '../logs/all-lines.ts';
import type { OutputLine } from '../logs/printer.ts';
import type { EventCursor } from './cursor.ts';

/** Existing lines, and where to continue. */
export interface LinesNow {
  readonly entries: readonly OutputLine[];
  /** How many more lines came that nobody has kept. */
  readonly missed: number;
  /** The supervisor's cursor before the first line, and how many lines to skip after it; null if there is none. */
  readonly before: { readonly log: string; readonly skip: number } | null;
  /** The cursor after the last line; null without a supervisor. */
  readonly next: string | null;
}

const PAGE_LINES = 5000;
/** More lines than memory can hold. */
const ALL_LINES = 1_000_000;

/**
 * Returns the lines after a cursor. If the same supervisor still runs, it has them. Otherwise, they come from the
 * files, and from the memory of the supervisor that runs now, if any: all lines from the time of the last one on.
 */
export async function linesAfter(
  client: RpcClient | null,
  stateDir: string,
  from: Pick<EventCursor, 'log' | 'skip' | 'atMs' | 'told'>,
): Promise<LinesNow> {
  const now = client ? await client.call('logs.read', { tail: 0 }) : null;
  if (client && now && from.log !== null && lifeOf(now.cursor) === lifeOf(from.log)) {
    return pagesAfter(client, from.log, from.skip);
  }
  const { openOldLogs } = await import('../../host/logs/old-logs.ts');
  const old = openOldLogs(stateDir);
  const known = client && now ? knownOf(old, old.names, now.since_ms) : [];
  const page = client ? await client.call('logs.read', { tail: ALL_LINES, known }) : null;
  const names = [...new Set([...old.names, ...(client ? await client.call('service.list') : [])])];
  const memory = page && { entries: page.entries, sinceMs: page.since_ms };
  const range = { names, run: null, sinceMs: from.atMs, last: Number.POSITIVE_INFINITY };
  let same = 0;
  const isNew = ({ at_ms: atMs }: OutputLine) => atMs > from.atMs || (atMs === from.atMs && ++same > from.told);
  const entries = [...allLines(old, memory, range)].filter(isNew);
  return { entries, missed: 0, before: null, next: page?.cursor ?? null };
}

async function pagesAfter(client: RpcClient, log: string, skip: number): Promise<LinesNow> {
  const entries: OutputLine[] = [];
  let missed = 0;
  for (let cursor = log; ; ) {
    const page = await client.call('logs.read', { cursor, limit: PAGE_LINES });
    missed += page.missed;
    entries.push(...page.entries);
    cursor = page.cursor;
    if (page.entries.length === 0) return { entries: entries.slice(skip), missed, before: { log, skip }, next: cursor };
  }
}

/** A cursor begins with an id of its supervisor. */
function lifeOf(cursor: string): string | undefined {
  return cursor.split('_')[0];
}
