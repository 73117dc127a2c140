import type { LogLine, Ring } from '../adapters/log/ring.ts';
import type { LogAccess, LogEntry } from '../rpc/control.ts';

/** What is kept in memory of one service. */
export interface ServiceLog {
  readonly ring: Ring;
  /** Where each run begins, as far as it is still of interest. */
  readonly runs: { readonly run: number; readonly from: number }[];
}

/** Readers are told of new lines at most this often. */
const TELL_MS = 30;

/** Reads the rings of all services as one log. `written` is to be called when something was written to any of them. */
export function createLogAccess(services: ReadonlyMap<string, ServiceLog>): LogAccess & { written(): void } {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;

  const chosen = (names: readonly string[] | undefined) =>
    [...services].filter(([name]) => names === undefined || names.includes(name));

  return {
    tail({ names, lines }) {
      const entries = chosen(names).map(([name, log]) => {
        const page = log.ring.read({ limit: lines });
        return toEntries(name, log, page.unfinished ? [...page.lines, page.unfinished] : page.lines);
      });
      return merge(entries).slice(-lines);
    },
    since({ names, cursor, limit }) {
      const from = cursor === null ? null : readCursor(cursor);
      const next: Record<string, number> = { ...from };
      let missed = 0;
      const entries = chosen(names).map(([name, log]) => {
        const start = from === null ? log.ring.read({ limit: 0 }).next : (from[name] ?? 0);
        const { lines, end, lost } = linesFrom(log, start, limit);
        next[name] = end;
        missed += lost;
        return toEntries(name, log, lines);
      });
      return { entries: merge(entries), missed, next: writeCursor(next) };
    },
    onNew(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    written() {
      if (listeners.size === 0) return;
      if (timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        for (const tell of listeners) tell();
      }, TELL_MS);
    },
  };
}

/** What came at `from` or later; of too much, the last `limit` lines. `lost` counts those that it leaves out. */
function linesFrom({ ring }: ServiceLog, from: number, limit: number) {
  const page = ring.read({ from });
  const lines = page.lines.slice(-limit);
  const gone = page.lines.length - lines.length;
  return { lines, end: page.next, lost: gone };
}

function toEntries(service: string, { runs }: ServiceLog, lines: readonly LogLine[]): LogEntry[] {
  return lines.map((line) => ({ ...line, service, run: runs.findLast(({ from }) => from <= line.seq)?.run ?? 0 }));
}

/** By time; the lines of a service keep their order. */
function merge(lists: readonly LogEntry[][]): LogEntry[] {
  return lists.length === 1 ? (lists[0] ?? []) : lists.flat().sort((a, b) => a.atMs - b.atMs);
}

/** A cursor says how far each service was read: `{"api":1200}`. */
function readCursor(cursor: string): Record<string, number> {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, number>) : {};
  } catch {
    return {};
  }
}

function writeCursor(ends: Record<string, number>): string {
  return Buffer.from(JSON.stringify(ends)).toString('base64url');
}
