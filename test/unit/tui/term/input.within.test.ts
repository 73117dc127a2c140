import { describe, expect, test } from 'vitest';
import { createInput } from '../../../../src/tui/term/input.ts';
import type { InputEvent } from '../../../../src/tui/term/input-event.ts';
import { show } from './show-events.ts';

describe('from within an event', () => {
  test('an end emits what is left once, and nothing twice', () => {
    const seen: string[] = [];
    const input = createInput({
      emit(event) {
        seen.push(show([event]));
        if (seen.length < 100) input.end();
      },
    });
    input.write(Buffer.from('\x03\x03a'));
    expect(seen).toEqual(['ctrl+c', 'ctrl+c', 'a']);
  });

  test('writes stay in order', () => {
    const seen: string[] = [];
    const input = createInput({
      emit(event) {
        seen.push(show([event]));
        if (seen.length === 1) input.write(Buffer.from('xy\x1b[200~pasted\x1b[201~z'));
      },
    });
    input.write(Buffer.from('abc'));
    expect(seen).toEqual(['a', 'b', 'c', 'x', 'y', '"pasted"', 'z']);
  });
});

test("what is typed behind a key may be somebody else's from that key on", () => {
  const events: InputEvent[] = [];
  const taken: string[] = [];
  const input = createInput({
    emit: (event) => events.push(event),
    takes: (rest) => show(events).endsWith('enter') && taken.push(rest.toString()) > 0,
  });
  input.write(Buffer.from('a\rxé'));
  expect([show(events), taken]).toEqual(['a enter', ['xé']]);
});
