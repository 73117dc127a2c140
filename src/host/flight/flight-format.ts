import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import { buildGraph } from '../../core/graph.ts';
import type { Service, State } from '../../core/state.ts';
import { maskText } from '../../safe/secrets.ts';
import { upgraded } from './flight-upgrade.ts';

/*
 * The flight record consists of lines of JSON. A header holds a state of the supervisor. Each line after it holds an
 * event and the decisions of the core. So every part can be replayed through the core from its header on.
 */

/** The state before the following events. */
export interface FlightHeader {
  /** The version of the format. */
  readonly flight: number;
  /** The number of the file. The newer file has the higher number. */
  readonly file: number;
  /** The version of zdev that wrote it. */
  readonly zdev: string;
  readonly session: string;
  readonly pid: number;
  /** Whether a supervisor starts here. Otherwise it continues in a new file. */
  readonly begins: boolean;
  /** Milliseconds since 1970. */
  readonly wallMs: number;
  readonly state: StateSnapshot;
}

/** An event that the core received. */
export interface FlightEvent {
  /** In ms since 1970, for people. */
  readonly wallMs: number;
  /** On the clock of the core. */
  readonly nowMs: number;
  readonly event: Event;
  /** The decisions of the core, as texts of `effectText`. */
  readonly effects: readonly string[];
}

/** A header and the events after it. */
export interface FlightPart {
  readonly header: FlightHeader;
  readonly events: readonly FlightEvent[];
}

/** A state without derived parts and without maps. */
type StateSnapshot = Omit<State, 'services' | 'pastRuns' | 'graph'> & {
  readonly services: readonly Service[];
  readonly pastRuns: readonly (readonly [string, number])[];
};

export const FLIGHT_VERSION = 2;
/** The oldest version that can be read. */
const OLDEST_VERSION = 1;

/** The snapshot of a state. `restoreState` makes the same state from it. */
export function snapshotOf({ services, pastRuns, graph: _, ...rest }: State): StateSnapshot {
  return { ...rest, services: [...services.values()], pastRuns: [...pastRuns] };
}

/** The state of a snapshot. */
export function restoreState({ services, pastRuns, ...rest }: StateSnapshot): State {
  return {
    ...rest,
    services: new Map(services.map((service) => [service.spec.name, service])),
    pastRuns: new Map(pastRuns),
    graph: buildGraph(services.map(({ spec }) => spec)),
  };
}

/** One effect as a short text, for comparing decisions: `spawn web 1 exec`, `arm web restart 1 5000`. */
export function effectText(effect: Effect): string {
  const values = Object.values(effect).filter((value) => typeof value !== 'object');
  return values.map((value) => (typeof value === 'number' ? Math.round(value) : value)).join(' ');
}

/**
 * Writes values as lines. Environments contain secrets, so a number replaces each of their values. Equal values get
 * equal numbers, which is enough for the core.
 */
export function createLineWriter(): (value: FlightHeader | FlightEvent) => string {
  const numbers = new Map<string, string>();
  const numberOf = (value: string) => {
    const number = numbers.get(value) ?? `#${numbers.size + 1}`;
    numbers.set(value, number);
    return number;
  };
  const replace = (key: string, value: unknown) => {
    if (key !== 'env' || typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, numberOf(String(each))]));
  };
  return (value) => `${JSON.stringify(value, replace)}\n`;
}

/**
 * The parts of a record, oldest first. Unreadable lines, and everything from there to the next header, are left out.
 */
export function parseFlight(text: string): FlightPart[] {
  const parts: { header: FlightHeader; events: FlightEvent[] }[] = [];
  let usable = false;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const value = parseLine(line);
    if (value !== null && 'flight' in value) {
      usable = isReadable(value);
      if (usable) parts.push({ header: value, events: [] });
    } else if (value === null || typeof value.nowMs !== 'number' || !value.event) usable = false;
    else if (usable) parts.at(-1)?.events.push(value);
  }
  return parts;
}

/** The record in a form that can be shown to others: recognisable secrets are removed. */
export function maskFlight(parts: readonly FlightPart[]): string {
  const mask = (key: string, value: unknown) =>
    typeof value === 'string' && !UNMASKED.has(key) ? maskText(value) : value;
  const lines = parts.flatMap(({ header, events }) => [header, ...events]);
  return lines.map((line) => `${JSON.stringify(line, mask)}\n`).join('');
}

/** The core tells services apart by these fields. */
const UNMASKED = new Set(['type', 'name', 'session']);

/** Parses a line of a record; null for any other line and for another version. */
export function parseFlightLine(line: string): FlightHeader | FlightEvent | null {
  const value = parseLine(line);
  if (value === null) return null;
  if ('flight' in value) return isReadable(value) ? value : null;
  return typeof value.nowMs === 'number' && value.event ? value : null;
}

function isReadable({ flight, state }: FlightHeader): boolean {
  return flight >= OLDEST_VERSION && flight <= FLIGHT_VERSION && Array.isArray(state?.services);
}

function parseLine(line: string): FlightHeader | FlightEvent | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? upgraded(value as FlightHeader | FlightEvent, line) : null;
  } catch {
    return null;
  }
}
