import { expect, test, vi } from 'vitest';
import { connect, type SourceEvents } from '../../../../src/adapters/process/output.ts';

test('a stuck sink holds up the end of a run for a second at most, and loses nothing', () => {
  vi.useFakeTimers();
  const log: string[] = [];
  let drain: (() => void) | null = null;
  let events: SourceEvents | null = null;
  const sink = {
    write: (chunk: Buffer) => log.push(`write ${chunk}`) > 0 && drain !== null,
    onDrain: (resume: () => void) => {
      drain = resume;
    },
    end: () => log.push('end'),
  };
  const output = connect(sink, (given) => {
    events = given;
    return {
      resume: () => log.push('resume'),
      rest: () => {
        if (given.push(Buffer.from('rest'))) given.ended();
      },
    };
  });
  expect(events!.push(Buffer.from('one'))).toBe(false);
  output.finish(() => log.push('settled'));
  vi.advanceTimersByTime(999);
  expect(log).toEqual(['write one']);
  vi.advanceTimersByTime(1);
  expect(log).toEqual(['write one', 'settled']);
  drain!();
  expect(log).toEqual(['write one', 'settled', 'write rest', 'end']);
  vi.useRealTimers();
});
