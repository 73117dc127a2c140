import type { FlightPosition } from '../../host/flight/flight-follow.ts';
import { monotonicMs } from '../../monotonic.ts';
import { momentText } from '../../present/time.ts';
import { wireCause } from '../../rpc/wire/cause.ts';
import { jsonText } from '../../safe/terminal.ts';
import type { CommandIo } from '../io/command-io.ts';
import type { OutputLine } from '../logs/printer.ts';
import { painter } from '../present/paint.ts';
import { printable } from '../present/text.ts';
import { type EventCursor, formatEventCursor } from './cursor.ts';
import type { StateEvent } from './state-events.ts';

/** What to print: a change, a line of output, or that something is missing. */
type Item =
  | {
      readonly type: 'state';
      readonly atMs: number;
      readonly event: StateEvent | null;
      readonly place: FlightPosition;
      readonly part: number;
    }
  | {
      readonly type: 'line';
      readonly atMs: number;
      readonly entry: OutputLine;
      readonly log: string | null;
      readonly skip: number;
    }
  | {
      readonly type: 'missed';
      readonly atMs: number;
      readonly what: 'states' | 'output';
      readonly count: number | null;
    };

/** Prints events in the order of their times, each with the cursor after it. */
export interface Teller {
  add(item: Item): void;
  /**
   * Prints what came before this time. Later events wait, because older ones may still arrive. Infinity prints
   * everything.
   */
  tell(beforeMs: number): void;
  cursor(): EventCursor;
}

/** After this, an event no longer waits for older ones: if the clock was set back, its time is still to come. */
const LONGEST_WAIT_MS = 1000;

export function createTeller(options: {
  readonly io: CommandIo;
  readonly json: boolean;
  readonly names: readonly string[];
  readonly from: EventCursor;
}): Teller {
  const { io, json, names } = options;
  const paint = painter(io.color.out);
  let cursor = options.from;
  let waiting: (Item & { readonly arrivedMs: number })[] = [];
  const isWanted = (service: string | null) => names.length === 0 || (service !== null && names.includes(service));

  function advance(item: Item): void {
    if (item.type === 'state') cursor = { ...cursor, flight: item.place, part: item.part };
    else if (item.type === 'line') {
      const told = item.entry.at_ms === cursor.atMs ? cursor.told + 1 : 1;
      cursor = { ...cursor, log: item.log, skip: item.skip, atMs: item.entry.at_ms, told };
    }
  }

  function textOf(item: Item): string | null {
    const at = { cursor: formatEventCursor(cursor), at: new Date(item.atMs).toISOString(), at_ms: item.atMs };
    const row = (service: string, text: string) =>
      `${paint('dim', momentText(item.atMs))} ${printable(service)} | ${text}\n`;
    switch (item.type) {
      case 'missed': {
        const { what, count } = item;
        if (json) return `${jsonText({ type: 'missed', ...at, what, count })}\n`;
        return row('zdev', `${count ?? 'some'} ${what === 'output' ? 'lines of output' : 'events'} are missing here`);
      }
      case 'line': {
        const { service, run, text } = item.entry;
        if (!isWanted(service)) return null;
        return json ? `${jsonText({ type: 'output', ...at, service, run, text })}\n` : row(service, printable(text));
      }
      case 'state': {
        const { event } = item;
        if (event === null || !isWanted(event.service)) return null;
        const { service, text, level, cause } = event;
        if (!json)
          return text === null
            ? null
            : row(service ?? 'zdev', paint(level === 'error' ? 'red' : 'dim', printable(text)));
        const more = cause && { state: cause.state, ready: cause.ready, run: cause.run, pid: cause.pid };
        const type = service === null ? 'supervisor' : 'service';
        return `${jsonText({ type, ...at, service, ...more, text, level, event: event.event, cause: cause && wireCause(cause) })}\n`;
      }
    }
  }

  return {
    add: (item) => void waiting.push({ ...item, arrivedMs: monotonicMs() }),
    tell(beforeMs) {
      const arrivedBeforeMs = monotonicMs() - LONGEST_WAIT_MS;
      const isDue = ({ atMs, arrivedMs }: (typeof waiting)[number]) => atMs < beforeMs || arrivedMs < arrivedBeforeMs;
      const due = waiting.filter(isDue).sort((a, b) => a.atMs - b.atMs);
      waiting = waiting.filter((item) => !isDue(item));
      const texts = due.flatMap((item) => {
        advance(item);
        return textOf(item) ?? [];
      });
      if (texts.length > 0) io.out(Buffer.from(texts.join('')));
    },
    cursor: () => cursor,
  };
}
