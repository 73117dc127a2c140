import { looksLikePrompt, PROMPT_END_BYTES } from './prompt.ts';
import { MAX_UNFINISHED_BYTES, type Source, type SourceContext } from './source.ts';
import { Unfinished } from './unfinished.ts';

/**
 * Rows for a file or a pipe: every byte unchanged, and every whole line in one row. An unfinished line is only shown
 * early if it looks like a prompt, or if nobody else prints. If another service prints before the line ends, the early
 * row is ended, and the whole line is printed again when it is complete.
 */
export function createRawSource({ row, write, prefix }: SourceContext): Source {
  const waiting = new Unfinished();
  /** The part of the line in the open row, kept in case it must be repeated. */
  let shown = new Unfinished();
  /** How much of the line is in an early row that was interrupted. `waiting` contains all of it again. */
  let interruptedAt: number | null = null;
  const owner = { interrupted };

  return {
    get waiting() {
      return waiting.size;
    },
    finish(text) {
      row.claim(owner);
      const rest = withoutRepeat(text);
      if (rest === null) return;
      const start = prefix();
      if (!row.heldBy(owner)) write(start);
      for (const piece of waiting.take()) write(piece);
      write(rest.replaceAll('\n', `\n${start}`));
      write('\n');
      ended();
    },
    hold(text) {
      waiting.push(text);
      if (waiting.size + shown.size > MAX_UNFINISHED_BYTES) {
        print();
        shown = new Unfinished();
      }
    },
    show(alone) {
      const mine = row.heldBy(owner);
      if (!mine && (interruptedAt !== null || !(alone || looksLikePrompt(waiting.tail(PROMPT_END_BYTES))))) return;
      for (const piece of print()) shown.push(piece);
    },
    close() {
      if (interruptedAt === waiting.size) waiting.take();
      if (waiting.size > 0) print();
      if (row.heldBy(owner)) write('\n');
      ended();
    },
  };

  function print(): readonly string[] {
    row.claim(owner);
    if (!row.heldBy(owner)) write(prefix());
    const pieces = waiting.take();
    for (const piece of pieces) write(piece);
    row.leaveOpen(owner);
    return pieces;
  }

  function interrupted(): void {
    const later = waiting.take();
    interruptedAt = shown.size;
    for (const piece of shown.take()) waiting.push(piece);
    for (const piece of later) waiting.push(piece);
  }

  /** A line that lacked only its newline when its row was interrupted is complete there, so it is not repeated. */
  function withoutRepeat(text: string): string | null {
    if (interruptedAt === null || interruptedAt !== waiting.size || !(text === '' || text[0] === '\n')) return text;
    waiting.take();
    interruptedAt = null;
    return text === '' ? null : text.slice(1);
  }

  function ended(): void {
    if (row.heldBy(owner)) row.ended();
    interruptedAt = null;
    if (shown.size > 0) shown = new Unfinished();
  }
}
