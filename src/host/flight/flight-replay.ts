import type { State } from '../../core/state.ts';
import { step } from '../../core/step.ts';
import { effectText, type FlightEvent, type FlightPart, restoreState } from './flight-format.ts';

/** A replayed event of a record. */
export interface Replayed {
  readonly at: FlightEvent;
  readonly previous: State;
  readonly next: State;
  /** The decisions of the core now. `at.effects` holds the recorded ones. */
  readonly effects: readonly string[];
}

/**
 * Replays a part of a record through the core. Throws if the core cannot handle an event: the record is damaged or of
 * another version.
 */
export function* replay({ header, events }: FlightPart): Generator<Replayed> {
  let state = restoreState(header.state);
  for (const at of events) {
    const { state: next, effects } = step(state, at.event, at.nowMs);
    yield { at, previous: state, next, effects: effects.map(effectText) };
    state = next;
  }
}

/** Whether the core decides as it did when the event was recorded. */
export function isAsThen({ at, effects }: Replayed): boolean {
  return at.effects.length === effects.length && at.effects.every((text, i) => text === effects[i]);
}
