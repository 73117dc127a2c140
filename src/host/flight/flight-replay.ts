import type { State } from '../../core/state.ts';
import { step } from '../../core/step.ts';
import { effectText, type FlightEvent, type FlightPart, restoreState } from './flight-format.ts';

/** An event of a record, once more. */
export interface Replayed {
  readonly at: FlightEvent;
  readonly previous: State;
  readonly next: State;
  /** What the core decides now; `at.effects` is what it decided then. */
  readonly effects: readonly string[];
}

/** Feeds a part of a record to the core. What the core cannot handle is thrown: the record is damaged, or of another version. */
export function* replay({ header, events }: FlightPart): Generator<Replayed> {
  let state = restoreState(header.state);
  for (const at of events) {
    const { state: next, effects } = step(state, at.event, at.nowMs);
    yield { at, previous: state, next, effects: effects.map(effectText) };
    state = next;
  }
}

/** Whether the core decides as it did. */
export function isAsThen({ at, effects }: Replayed): boolean {
  return at.effects.length === effects.length && at.effects.every((text, i) => text === effects[i]);
}
