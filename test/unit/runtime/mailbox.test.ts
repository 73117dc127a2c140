import { expect, it } from 'vitest';
import { createMailbox } from '../../../src/runtime/mailbox.ts';

it('handles what is posted from within a handler afterwards, in order', () => {
  const seen: string[] = [];
  const mailbox = createMailbox<number>((message) => {
    seen.push(`begin ${message}`);
    if (message === 1) {
      mailbox.post(2);
      mailbox.post(3);
    }
    seen.push(`end ${message}`);
  });
  mailbox.post(1);
  expect(seen).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3']);
});

it('continues after a handler that throws', () => {
  const seen: number[] = [];
  const mailbox = createMailbox<number>((message) => {
    if (message === 1) throw new Error('bad');
    seen.push(message);
  });
  expect(() => mailbox.post(1)).toThrow('bad');
  mailbox.post(2);
  expect(seen).toEqual([2]);
});
