import { type Cause, causeOf } from '../../core/causes/cause.ts';
import type { Event } from '../../core/event.ts';
import { remarksOn } from '../../present/narrate.ts';
import { byText } from '../../present/trigger.ts';
import type { FlightPart } from './flight-format.ts';
import { replay } from './flight-replay.ts';

/** Something that happened to a service or to zdev itself. */
export interface HistoryEntry {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** Null for zdev itself. */
  readonly service: string | null;
  readonly text: string;
  readonly level: 'info' | 'error';
  /** The event that led to it. */
  readonly event: Event['type'] | null;
  /** The cause of the new state of the service. */
  readonly cause: Cause | null;
}

/** The history in a record, in the words of the plain stream, oldest first. */
export function historyOf(parts: readonly FlightPart[]): HistoryEntry[] {
  return parts.flatMap((part) => [...entriesOf(part)]);
}

/** The names of the services in a record. */
export function namesIn(parts: readonly FlightPart[]): string[] {
  const states = parts.flatMap(({ header }) => header.state.services.map(({ spec }) => spec.name));
  const added = parts.flatMap(({ events }) =>
    events.flatMap(({ event }) => (event.type === 'specs-replaced' ? event.specs.map(({ name }) => name) : [])),
  );
  return [...new Set([...states, ...added])];
}

function* entriesOf(part: FlightPart): Generator<HistoryEntry> {
  const { begins, wallMs, pid } = part.header;
  const own = (atMs: number, text: string) =>
    ({ atMs, service: null, text, level: 'info', event: null, cause: null }) as const;
  if (begins) yield own(wallMs, `zdev started, pid ${pid}`);
  try {
    for (const { at, previous, next } of replay(part)) {
      for (const { name, text, level } of remarksOn(next, previous, at.nowMs)) {
        const service = next.services.get(name);
        const cause = service ? causeOf(service, next, at.nowMs) : null;
        yield { atMs: at.wallMs, service: name, text, level, event: at.event.type, cause };
      }
      if (next.shutdown && !previous.shutdown && next.shutdown.cause.type === 'user' && next.shutdown.cause.by)
        yield own(at.wallMs, `everything is stopped${byText(next.shutdown.cause.by)}`);
      if (next.finished && !previous.finished) yield own(at.wallMs, 'zdev ended');
    }
  } catch {
    yield own(part.events.at(-1)?.wallMs ?? wallMs, 'the rest of the record cannot be read');
  }
}
