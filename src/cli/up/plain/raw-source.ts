import { looksLikePrompt, PROMPT_END_BYTES } from './prompt.ts';
import { MAX_UNFINISHED_BYTES, type Source, type SourceContext } from './source.ts';
import { Unfinished } from './unfinished.ts';

/**
 * Rows for a file or a pipe: every byte as it came, and every line whole in one row. An unfinished line is only
 * shown early when it looks like a prompt, or when nobody else prints. If another service prints after all before
 * the line ends, that early row is ended, and the whole line comes once more when it is complete.
 */
export function createRawSource({ row, write, prefix }: SourceContext): Source {
  const waiting = new Unfinished();
  /** What the open row holds of the line, kept in case that it has to come again. */
  let shown = new Unfinished();
  /** How much of the line stands in an early row that somebody interrupted; `waiting` has it all again. */
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

  /** A line that was complete but for its newline when its row was interrupted stands there whole: nothing to repeat. */
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
