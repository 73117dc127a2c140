import type { State } from '../../core/state.ts';
import { step } from '../../core/step.ts';
import { readPrivate } from '../../files/private-file.ts';
import { type FlightEvent, type FlightHeader, parseFlightLine, restoreState } from './flight-format.ts';
import { flightPath } from './flight-read.ts';

/** A place in a flight record: the file, and the number of its lines that have been read. */
export interface FlightPosition {
  readonly file: number;
  readonly line: number;
}

/** A new part of a record. */
export type FlightNews =
  /** A supervisor has started. */
  | { readonly type: 'begins'; readonly header: FlightHeader; readonly place: FlightPosition }
  | {
      readonly type: 'event';
      readonly at: FlightEvent;
      readonly previous: State;
      readonly next: State;
      readonly place: FlightPosition;
    }
  /** The parts in between are no longer kept. */
  | { readonly type: 'missed'; readonly place: FlightPosition };

/**
 * Reads new parts of the flight record of a project, also across the end of its supervisor and the start of the next.
 */
export interface FlightReader {
  /** Returns everything new since the last call. */
  read(): FlightNews[];
  /** The place after the last part that was read. */
  place(): FlightPosition;
}

/**
 * Reads from a place or, with `end`, from now on. `start` is the oldest event that is kept. The files are opened again
 * each time: they are small, and their owner may replace them.
 */
export function createFlightReader(stateDir: string, from: FlightPosition | 'start' | 'end'): FlightReader {
  let at: FlightPosition | null = null;
  let offset = 0;
  let state: State | null = null;
  let silentUntil: FlightPosition | 'end' | null = from === 'start' ? null : from;

  function read(): FlightNews[] {
    const news: FlightNews[] = [];
    for (let more = true; more; ) {
      if (at === null) {
        const oldest = begin();
        if (oldest === null) break;
        if (oldest.missed) news.push({ type: 'missed', place: oldest.place });
      }
      news.push(...readOn());
      more = nextFile();
    }
    if (silentUntil === 'end') {
      silentUntil = null;
      return [];
    }
    return news;
  }

  /**
   * Finds the place to begin: the first line of the file of that place, to know the state there, if the file is still
   * kept.
   */
  function begin(): { readonly place: FlightPosition; readonly missed: boolean } | null {
    const files = [0, 1].flatMap((which) => numberOf(textOf(which)) ?? []).sort((a, b) => a - b);
    const [oldest] = files;
    if (oldest === undefined) return null;
    const wanted = typeof silentUntil === 'object' && silentUntil !== null ? silentUntil.file : null;
    const isThere = wanted !== null && files.includes(wanted);
    const missed = wanted !== null && !isThere;
    if (missed) silentUntil = null;
    at = { file: isThere ? wanted : oldest, line: 0 };
    offset = 0;
    return { place: at, missed };
  }

  function readOn(): FlightNews[] {
    const text = at === null ? '' : textOf(at.file);
    if (at === null || numberOf(text) !== at.file) {
      // The record is two files further on, so the part in between is gone.
      if (at !== null && (numberOf(text) ?? 0) > at.file) at = null;
      return at === null && silentUntil === null ? [{ type: 'missed', place: { file: 0, line: 0 } }] : [];
    }
    const news: FlightNews[] = [];
    for (let end = text.indexOf('\n', offset); end >= 0; end = text.indexOf('\n', offset)) {
      const line = text.slice(offset, end);
      offset = end + 1;
      at = { file: at.file, line: at.line + 1 };
      const one = take(line, at);
      if (one && !isKnown(at)) news.push(one);
    }
    return news;
  }

  function take(line: string, place: FlightPosition): FlightNews | null {
    const value = line === '' ? null : parseFlightLine(line);
    if (value === null) return null;
    try {
      if ('flight' in value) {
        state = restoreState(value.state);
        return value.begins ? { type: 'begins', header: value, place } : null;
      }
      if (state === null) return null;
      const previous = state;
      state = step(previous, value.event, value.nowMs).state;
      return { type: 'event', at: value, previous, next: state, place };
    } catch {
      state = null; // damaged or of another version: skip to the next header
      return null;
    }
  }

  function isKnown({ file, line }: FlightPosition): boolean {
    if (silentUntil === null) return false;
    if (silentUntil === 'end') return true;
    if (file === silentUntil.file && line <= silentUntil.line) return true;
    silentUntil = null;
    return false;
  }

  function nextFile(): boolean {
    if (at === null) return false;
    if (numberOf(textOf(at.file + 1)) !== at.file + 1) return false;
    at = { file: at.file + 1, line: 0 };
    offset = 0;
    return true;
  }

  const textOf = (file: number) => readPrivate(flightPath(stateDir, file)) ?? '';
  return { read, place: () => at ?? { file: 0, line: 0 } };
}

/** The number in the first line of a file; null if the file is not part of a record. */
function numberOf(text: string): number | null {
  const [, number] = /^\{"flight":\d+,"file":(\d+),/.exec(text.slice(0, 64)) ?? [];
  return number === undefined ? null : Number(number);
}
