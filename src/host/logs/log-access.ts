import type { LogLine, Ring, RingWalk } from '../../adapters/log/ring.ts';
import type { KnownOutput, LogAccess, LogEntry } from '../../rpc/control.ts';
import { createThrottle } from '../../rpc/throttle.ts';
import { arrivedFirst } from './arrival-order.ts';
import { formatCursor, parseCursor, type RingPosition } from './log-cursor.ts';
import { createOutputFeed } from './output-feed.ts';

/** A page of lines after a cursor ends with the line that exceeds this size. */
const PAGE_CHARS = 4 * 1024 * 1024;
/** How long after a read the supervisor counts lost lines for a returning reader. */
const COUNT_FOR_MS = 60_000;

/** The listeners for output, and whether to count lines that are lost unread. Without listeners, it costs nothing. */
export interface Audience {
  /** Call this after every write of output. */
  wrote: (() => void) | null;
  /** The number of listeners that want to know how many lines were lost. */
  lineReaders: number;
  /** Milliseconds since 1970. */
  countUntilMs: number;
}

/** The readable output. Rings are never removed, and the order of their creation numbers them. */
interface Readable {
  readonly rings: ReadonlyMap<string, Ring>;
  readonly audience: Audience;
  /** The start of this life of the supervisor, in ms since 1970. It also identifies it. */
  readonly sinceMs: number;
}

/**
 * The output of all services for the protocol. `since` returns complete lines. `tail` also returns unfinished lines;
 * they come again, with the same `seq`, when they are complete. A cursor from another life of the supervisor points
 * before all output.
 */
export function createLogAccess({ rings, audience, sinceMs }: Readable): LogAccess {
  const epoch = sinceMs.toString(36);
  /** Line readers get pages from time to time. Byte readers set their own pace. */
  const lineListeners = new Set<() => void>();
  const byteListeners = new Set<() => void>();
  const throttle = createThrottle(() => {
    for (const listener of lineListeners) listener();
  });

  return {
    sinceMs,
    tail({ names, lines, known = [] }) {
      const found = ringsOf(names).flatMap(({ name, ring }) => {
        return tailOf(name, ring, { limit: lines, ...knownOf(name, known) });
      });
      found.sort((a, b) => a.order - b.order);
      return found.slice(Math.max(found.length - lines, 0)).map(({ entry }) => entry);
    },
    since({ names, cursor, limit }) {
      audience.countUntilMs = Date.now() + COUNT_FOR_MS;
      const places = cursor === null ? placesNow() : parseCursor(cursor, epoch);
      const sources = ringsOf(names).map((source) => open(source, places[source.index]));
      const missed = sources.reduce((sum, source) => sum + source.missed, 0);
      const entries = merge(sources, limit);
      for (const { index, walk, line } of sources) places[index] = { offset: walk.at, line };
      return { entries, missed, next: formatCursor(places, epoch) };
    },
    onNew(callback) {
      const stop = listen(lineListeners, callback);
      audience.lineReaders += 1;
      return () => {
        audience.lineReaders -= 1;
        stop();
      };
    },
    feed: (options) => createOutputFeed({ ...options, rings, onNew: (callback) => listen(byteListeners, callback) }),
  };

  function listen(listeners: Set<() => void>, callback: () => void): () => void {
    const listener = () => callback();
    listeners.add(listener);
    audience.wrote = wrote;
    return () => {
      listeners.delete(listener);
      if (lineListeners.size + byteListeners.size === 0) audience.wrote = null;
    };
  }

  function wrote(): void {
    for (const listener of byteListeners) listener();
    if (lineListeners.size > 0) throttle.request();
  }

  function ringsOf(names: readonly string[] | undefined): Source[] {
    const all = [...rings].map(([name, ring], index) => ({ name, ring, index }));
    return names ? all.filter(({ name }) => names.includes(name)) : all;
  }

  function placesNow(): RingPosition[] {
    return ringsOf(undefined).map(({ ring }) => {
      const offset = ring.read({ limit: 0 }).next;
      return { offset, line: ring.linesBefore(offset) };
    });
  }
}

interface Source {
  readonly name: string;
  readonly ring: Ring;
  /** The index of its place in a cursor. */
  readonly index: number;
}

interface OpenSource extends Source {
  readonly walk: RingWalk;
  readonly missed: number;
  /** The number of lines before the next one. */
  line: number;
}

function knownOf(name: string, known: readonly KnownOutput[]) {
  const own = new Map(known.filter(({ service }) => service === name).map(({ run, before }) => [run, before]));
  return own.size === 0 ? {} : { isKnown: (run: number, at: number) => at < (own.get(run) ?? 0) };
}

function tailOf(name: string, ring: Ring, options: Parameters<Ring['read']>[0]): { order: number; entry: LogEntry }[] {
  const { lines, unfinished } = ring.read(options);
  const all = unfinished ? [...lines, unfinished] : lines;
  return all.map((line) => ({ order: line.order, entry: entryOf(name, line) }));
}

function open(source: Source, place: RingPosition = { offset: 0, line: 0 }): OpenSource {
  const walk = source.ring.walk(place.offset);
  const line = walk.at > place.offset ? source.ring.linesBefore(walk.at) : place.line;
  return { ...source, walk, line, missed: Math.max(line - place.line, 0) };
}

/**
 * The first lines of all sources, in the order in which they came. Takes no more lines from the sources than the limit.
 */
function merge(sources: readonly OpenSource[], limit: number): LogEntry[] {
  const entries: LogEntry[] = [];
  let room = PAGE_CHARS;
  const busy = new Set(sources.filter(({ walk }) => walk.peek() !== null));
  while (busy.size > 0 && entries.length < limit && room > 0) {
    const [source, until] = arrivedFirst(busy);
    // takes the lines of one arrival without looking at the other sources again
    for (let order = source.walk.peek(); order !== null && order < until && entries.length < limit && room > 0; ) {
      const entry = entryOf(source.name, source.walk.take());
      room -= entry.text.length;
      entries.push(entry);
      source.line++;
      order = source.walk.peek();
    }
    if (source.walk.peek() === null) busy.delete(source);
  }
  return entries;
}

function entryOf(service: string, { seq, atMs, run, at, text }: LogLine): LogEntry {
  return { seq, atMs, service, run, at, text };
}
