import { type Cause, causeOf } from '../../core/causes/cause.ts';
import type { Lookup } from '../../core/causes/chain.ts';
import type { Event } from '../../core/event.ts';
import type { FlightNews } from '../../host/flight/flight-follow.ts';
import { remarkOn } from '../../present/narrate.ts';
import { byText } from '../../present/trigger.ts';

/** Something that has become of a service, or of zdev itself. */
export interface StateEvent {
  readonly atMs: number;
  /** Null for zdev itself. */
  readonly service: string | null;
  /** In words; null where a change is worth none. */
  readonly text: string | null;
  readonly level: 'info' | 'error';
  /** What it followed on. */
  readonly event: Event['type'] | null;
  /** What the service is from then on, and why; null for zdev itself. */
  readonly cause: Cause | null;
}

/** What a piece of the flight record tells, a service each. */
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

/** What is said of a change, in words where it is worth some; null where nothing has changed that a program would ask for. */
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

/** Whether nothing has changed that a program would ask for. */
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
