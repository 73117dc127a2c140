import { type Cause, causeOf } from '../../core/causes/cause.ts';
import type { Lookup } from '../../core/causes/chain.ts';
import type { Event } from '../../core/event.ts';
import type { FlightNews } from '../../host/flight/flight-follow.ts';
import { remarkOn } from '../../present/narrate.ts';
import { byText } from '../../present/trigger.ts';

/** Something that happened to a service, or to zdev itself. */
export interface StateEvent {
  readonly atMs: number;
  /** Null for zdev itself. */
  readonly service: string | null;
  /** In words; null if the change is not worth any. */
  readonly text: string | null;
  readonly level: 'info' | 'error';
  /** The event that caused it. */
  readonly event: Event['type'] | null;
  /** The state of the service from then on, and why; null for zdev itself. */
  readonly cause: Cause | null;
}

/** The events in one piece of the flight record, one for each service that changed. */
export function stateEventsOf(news: FlightNews): StateEvent[] {
  if (news.type === 'missed') return [];
  if (news.type === 'begins') {
    const { wallMs, pid } = news.header;
    return [ofZdev(wallMs, `zdev started, pid ${pid}`)];
  }
  const { at, previous, next } = news;
  const lookup = (name: string) => {
    const service = next.services.get(name);
    return service && causeOf(service, next, at.nowMs);
  };
  const events: StateEvent[] = [];
  for (const [name, service] of next.services) {
    const before = previous.services.get(name);
    if (service === before) continue;
    const cause = causeOf(service, next, at.nowMs);
    const old = before && causeOf(before, previous, at.nowMs);
    const remark = remarkOf(cause, old, lookup);
    if (remark) events.push({ atMs: at.wallMs, service: name, ...remark, event: at.event.type, cause });
  }
  const { shutdown } = next;
  if (shutdown && !previous.shutdown) {
    const by = shutdown.cause.type === 'user' ? byText(shutdown.cause.by) : '';
    events.push(ofZdev(at.wallMs, `everything is stopped${by}`));
  }
  if (next.finished && !previous.finished) events.push(ofZdev(at.wallMs, 'zdev ended'));
  return events;
}

/**
 * What to report about a change, in words if it is worth some; null if nothing changed that a program would want to
 * know.
 */
export function remarkOf(
  cause: Cause,
  before: Cause | undefined,
  lookup: Lookup,
): Pick<StateEvent, 'text' | 'level'> | null {
  const remark = remarkOn(cause, before, lookup);
  if (remark === null && before && isSame(cause, before)) return null;
  return { text: remark?.text ?? null, level: remark?.level ?? 'info' };
}

function ofZdev(atMs: number, text: string): StateEvent {
  return { atMs, service: null, text, level: 'info', event: null, cause: null };
}

/** Whether nothing changed that a program would want to know. */
function isSame(now: Cause, before: Cause): boolean {
  const keys = [
    'state',
    'step',
    'ready',
    'run',
    'pid',
    'unhealthy',
    'suspended',
    'intent',
    'building',
    'gaveUp',
  ] as const;
  return keys.every((key) => now[key] === before[key]);
}
