import type { FlightPosition } from '../../host/flight/flight-follow.ts';

/** How far the events of a project have been printed. */
export interface EventCursor {
  /** Place in the flight record. */
  readonly flight: FlightPosition;
  /** How many events after that place have been printed: one line of the record may contain several. */
  readonly part: number;
  /** Lines of output: how many after this cursor of the supervisor; null if none ran. */
  readonly log: string | null;
  readonly skip: number;
  /** Time of the last line in milliseconds since 1970, and how many lines of that millisecond have been printed. */
  readonly atMs: number;
  readonly told: number;
}

/** The cursor as a word that scripts can keep. */
export function formatEventCursor({ flight, part, log, skip, atMs, told }: EventCursor): string {
  return [flight.file, flight.line, part, atMs, told, skip, log ?? ''].join('/');
}

/** Null if the text is not a cursor. */
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
