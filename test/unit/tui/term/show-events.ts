import type { InputEvent } from '../../../../src/tui/term/input-event.ts';

/** Names of keys, `"text"` of pastes, and `*` for a report of the mouse. */
export function show(events: readonly InputEvent[]): string {
  return events
    .map((event) => (event.type === 'key' ? event.key : event.type === 'paste' ? JSON.stringify(event.text) : '*'))
    .join(' ');
}
