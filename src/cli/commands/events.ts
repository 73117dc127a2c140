import { setTimeout as sleep } from 'node:timers/promises';
import { createFlightReader } from '../../host/flight/flight-follow.ts';
import type { OptionValues } from '../args/options.ts';
import { UsageError } from '../args/project-options.ts';
import { resolveNames } from '../client/match-names.ts';
import { type FoundProject, findProject } from '../client/project-client.ts';
import { type EventCursor, parseEventCursor } from '../events/cursor.ts';
import { followOutput } from '../events/follow-output.ts';
import { stateEventsOf } from '../events/state-events.ts';
import { createTeller } from '../events/teller.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';

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
  io: CommandIo = systemIo(),
): Promise<number> {
  const from = cursorOf(values);
  const place = await findProject(values, io);
  const names = place.client ? await resolveNames(place.client, given, io) : given;
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
    io,
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
  const lines = values['no-output'] ? null : followOutput(place, teller);
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

async function now({ client }: FoundProject): Promise<EventCursor> {
  const log = client ? (await client.call('logs.read', { tail: 0 })).cursor : null;
  return { ...BEGINNING, log, atMs: Date.now() };
}
