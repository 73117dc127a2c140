import type { FlightPlace } from '../../host/flight/flight-follow.ts';

/** How far the events of a project have been told. */
export interface EventCursor {
  /** In the flight record. */
  readonly flight: FlightPlace;
  /** Of what follows on that place, so many events have been told: one line of the record may make several. */
  readonly part: number;
  /** Lines: so many after this cursor of the supervisor; null where none ran. */
  readonly log: string | null;
  readonly skip: number;
  /** When the last line came, in milliseconds since 1970, and how many of that millisecond have been told. */
  readonly atMs: number;
  readonly told: number;
}

/** The cursor as a word that scripts keep. */
export function formatEventCursor({ flight, part, log, skip, atMs, told }: EventCursor): string {
  return [flight.file, flight.line, part, atMs, told, skip, log ?? ''].join('/');
}

/** Null for what is none. */
export function parseEventCursor(text: string): EventCursor | null {
  const [, file, line, part, atMs, told, skip, log] =
    /^(\d+)\/(\d+)\/(\d+)\/(\d+)\/(\d+)\/(\d+)\/([\w.]*)$/.exec(text) ?? [];
  if (log === undefined) return null;
  return {
    flight: { file: Number(file), line: Number(line) },
    part: Number(part),
    log: log === '' ? null : log,
    skip: Number(skip),
    atMs: Number(atMs),
    told: Number(told),
  };
}
