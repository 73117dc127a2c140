import { setTimeout as sleep } from 'node:timers/promises';
import { createFlightReader } from '../../host/flight/flight-follow.ts';
import type { RpcClient } from '../../rpc/client.ts';
import type { OptionValues } from '../args/options.ts';
import { UsageError } from '../args/project-options.ts';
import { findProject, openPlace, type ProjectPlace } from '../client/client.ts';
import { resolveNames } from '../client/select-services.ts';
import { type EventCursor, parseEventCursor } from '../events/cursor.ts';
import { linesAfter } from '../events/lines.ts';
import { stateEventsOf } from '../events/state-events.ts';
import { createTeller, type Teller } from '../events/teller.ts';
import { type Caller, systemCaller } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { isConnectionLost } from '../present/rpc-error.ts';

/** How often the command looks for new events. */
const LOOK_MS = 100;
/** The record contains states up to 50 ms late, and lines come at once. So everything older than this is complete. */
const SETTLED_MS = 250;

const BEGINNING: EventCursor = { flight: { file: 0, line: 0 }, part: 0, log: null, skip: 0, atMs: 0, told: 0 };

/**
 * `zdev events`: prints what happens to the services, and their output, from now on or from a cursor on. It continues
 * when one supervisor ends and the next begins, until it is ended. Returns the exit status.
 */
export async function events(
  values: OptionValues,
  given: readonly string[],
  caller: Caller = systemCaller(),
): Promise<number> {
  const from = cursorOf(values);
  const place = await findProject(values, caller);
  const names = place.client ? await resolveNames(place.client, given, caller) : given;
  if (!names) {
    place.client?.close();
    return EXIT.failed;
  }
  const start = from ?? (await now(place));
  const reader = createFlightReader(
    place.stateDir,
    from === null ? 'end' : start.flight.file === 0 ? 'start' : start.flight,
  );
  // Skips earlier events, so the cursors start after them.
  if (from === null) reader.read();
  const teller = createTeller({
    caller,
    json: values['json'] === true,
    names,
    from: from ?? { ...start, flight: reader.place() },
  });
  let before = from === null ? reader.place() : start.flight;
  let known = start.part;
  const readStates = () => {
    for (const news of reader.read()) {
      if (news.type === 'missed') teller.add({ type: 'missed', atMs: Date.now(), what: 'states', count: null });
      const told = stateEventsOf(news);
      for (const [i, event] of told.entries()) {
        if (i < known) continue;
        const isLast = i === told.length - 1;
        const at = isLast ? { place: news.place, part: 0 } : { place: before, part: i + 1 };
        teller.add({ type: 'state', atMs: event.atMs, event, ...at });
      }
      if (news.type !== 'missed') known = 0;
      before = news.place;
    }
  };
  readStates();
  const lines = values['no-output'] ? null : createLines(place, teller);
  await lines?.begin(place.client);
  if (values['no-follow']) {
    await sleep(SETTLED_MS); // what has just happened is still being written
    readStates();
    teller.tell(Number.POSITIVE_INFINITY);
    lines?.close();
    place.client?.close();
    return EXIT.ok;
  }
  for (;;) {
    readStates();
    teller.tell(Date.now() - SETTLED_MS);
    await lines?.connect();
    await sleep(LOOK_MS);
  }
}

/** Null: from now on. */
function cursorOf({ cursor }: OptionValues): EventCursor | null {
  if (typeof cursor !== 'string') return null;
  if (cursor === 'start') return BEGINNING;
  const parsed = parseEventCursor(cursor);
  if (!parsed) throw new UsageError(`--cursor takes "start" or the cursor of an event, not "${cursor}"`);
  return parsed;
}

async function now({ client }: ProjectPlace): Promise<EventCursor> {
  const log = client ? (await client.call('logs.read', { tail: 0 })).cursor : null;
  return { ...BEGINNING, log, atMs: Date.now() };
}

/** Passes lines of output to a teller, from one supervisor after another. */
function createLines({ dir, stateDir }: ProjectPlace, teller: Teller) {
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
    let log = found.next;
    last = { ...last, log, skip: 0 };
    next.on('events.log', (news) => {
      if (news.missed > 0) teller.add({ type: 'missed', atMs: Date.now(), what: 'output', count: news.missed });
      take(news.entries, { log, skip: 0 });
      log = news.cursor;
    });
    await next.call('events.subscribe', { states: false, logs: true, cursor: log });
    void next.closed.then(() => {
      if (client === next) client = null;
    });
  }

  return {
    begin,
    /** Looks for a supervisor if none is connected. */
    async connect() {
      if (client) return;
      const place = await openPlace(dir, 0);
      if (!place.client) return;
      await begin(place.client).catch((error: unknown) => {
        if (!isConnectionLost(error)) throw error;
      });
    },
    close: () => client?.close(),
  };
}
