import { isReady } from '../../core/readiness.ts';
import { endedOf } from '../../core/service.ts';
import type { Service, State } from '../../core/state.ts';
import type { FlightEvent, FlightPart } from '../../host/flight/flight-format.ts';
import { replay } from '../../host/flight/flight-replay.ts';

/** How long one service took in a start of the project, in milliseconds since the start began. */
export interface ServiceTiming {
  readonly name: string;
  readonly kind: Service['spec']['kind'];
  /** The services that it waited for. */
  readonly waitedFor: readonly string[];
  /** When nothing held it back any more. Its build follows, if it has one. */
  readonly launchedMs: number;
  readonly builtMs: number;
  /** When its process was there. */
  readonly spawnedMs: number;
  /** Null: it did not become ready in this start. */
  readonly readyMs: number | null;
}

/** One start of a project, from the first event of its supervisor. */
export interface StartTiming {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly services: readonly ServiceTiming[];
  /** When the last of the services became ready. */
  readonly totalMs: number;
  /** Whether all wanted services became ready. */
  readonly complete: boolean;
}

interface Seen {
  launchedMs?: number;
  builtMs?: number;
  spawnedMs?: number;
  readyMs?: number;
}

/** All starts in a flight record, oldest first. Only the first run of each service counts. */
export function startsIn(parts: readonly FlightPart[]): StartTiming[] {
  const starts: FlightPart[][] = [];
  for (const part of parts) {
    if (part.header.begins) starts.push([part]);
    else starts.at(-1)?.push(part);
  }
  return starts.flatMap((start) => measure(start) ?? []);
}

function measure(parts: readonly FlightPart[]): StartTiming | null {
  const [first] = parts.flatMap(({ events }) => events);
  if (!first || takesOver(first)) return null;
  const seen = new Map<string, Seen>();
  let last: State | null = null;
  try {
    for (const part of parts) {
      for (const { at, previous, next } of replay(part)) {
        // A shutdown ends the start.
        if (next.shutdown) break;
        for (const [name, service] of next.services) {
          if (service !== previous.services.get(name)) note(seen, service, next, at.nowMs - first.nowMs);
        }
        last = next;
      }
    }
  } catch {
    // The rest cannot be read.
  }
  return last === null ? null : timingOf(first.wallMs, seen, last);
}

/** A supervisor that takes over running services does not start the project. */
function takesOver({ event }: FlightEvent): boolean {
  return event.type === 'restored' && event.services.some(({ live }) => live !== null);
}

function note(seen: Map<string, Seen>, service: Service, state: State, atMs: number): void {
  const { spec, phase, live } = service;
  const known = seen.get(spec.name) ?? {};
  seen.set(spec.name, known);
  // Only the first run counts.
  if (known.readyMs !== undefined) return;
  const isTarget = spec.kind === 'target';
  if (live || phase.is === 'running') known.launchedMs ??= atMs;
  if (live?.purpose === 'exec') known.builtMs ??= atMs;
  if ((live?.purpose === 'exec' && live.pid !== null) || (isTarget && phase.is === 'running')) known.spawnedMs ??= atMs;
  if (isReady(service, { get: (name) => state.services.get(name) })) known.readyMs = atMs;
}

function timingOf(atMs: number, seen: ReadonlyMap<string, Seen>, state: State): StartTiming {
  const services = [...state.services.values()].flatMap((service): ServiceTiming[] => {
    const { spec } = service;
    const { launchedMs, builtMs, spawnedMs, readyMs } = seen.get(spec.name) ?? {};
    if (launchedMs === undefined) return [];
    const built = builtMs ?? launchedMs;
    return [
      {
        name: spec.name,
        kind: spec.kind,
        waitedFor: [...spec.requires, ...endedOf(spec)],
        launchedMs,
        builtMs: built,
        spawnedMs: spawnedMs ?? built,
        readyMs: readyMs ?? null,
      },
    ];
  });
  const wanted = [...state.services.values()].filter(({ intent }) => intent === 'up').map(({ spec }) => spec.name);
  const isThere = (name: string) => services.some((each) => each.name === name && each.readyMs !== null);
  const totalMs = Math.max(0, ...services.map(({ readyMs }) => readyMs ?? 0));
  return { atMs, services, totalMs, complete: wanted.length > 0 && wanted.every(isThere) };
}
