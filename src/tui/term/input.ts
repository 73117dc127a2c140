import { decodeAt } from './decode.ts';
import type { InputEvent } from './input-event.ts';
import { createPasteReader, type PasteReader } from './paste.ts';

/** Turns the bytes of a terminal into events. */
export interface Input {
  /** Takes bytes as they come. Their meaning does not depend on how they are divided. */
  write(chunk: Buffer): void;
  /** Ends unfinished input: a lone ESC is the key. Happens by itself when nothing comes for `escTimeoutMs`. */
  flush(): void;
  /** Flushes, and releases the timer. */
  end(): void;
}

/** The time between the bytes of one key; far more than a terminal on this machine takes. */
const ESC_TIMEOUT_MS = 30;

/** A sequence that is longer than this without an end is not a sequence. */
const MAX_SEQUENCE_BYTES = 4096;

const CTRL_C = '\x03';

/**
 * Drops sequences that are not keys (answers of the terminal, keys without a name). Over a slow line, as with ssh,
 * `escTimeoutMs` must be longer. Otherwise, an arrow may look like an Esc and two letters.
 */
export function createInput({
  emit,
  takes = () => false,
  escTimeoutMs = ESC_TIMEOUT_MS,
}: {
  emit: (event: InputEvent) => void;
  /** Whether, after an event, the following input belongs to someone else. */
  takes?: (rest: Buffer) => boolean;
  escTimeoutMs?: number;
}): Input {
  /** In latin1: one character per byte. `at` is how far it has been read; it advances before an event is emitted. */
  let pending = '';
  let at = 0;
  let paste: PasteReader | null = null;
  let timer: NodeJS.Timeout | undefined;

  return {
    write(chunk) {
      clearTimeout(timer);
      const text = chunk.toString('latin1');
      // If the end of a paste is lost, the paste would swallow all keys. Ctrl-C in its own chunk ends it.
      if (paste !== null && text === CTRL_C) endPaste(text);
      else pending += text;
      read(false);
      if (pending.length > MAX_SEQUENCE_BYTES) forget();
      if (pending !== '') timer = setTimeout(flush, escTimeoutMs);
    },
    flush,
    end() {
      if (paste !== null) endPaste('');
      flush();
    },
  };

  function flush(): void {
    clearTimeout(timer);
    read(true);
  }

  /** A receiver of an event may call this again; reading then continues at the same place. */
  function read(final: boolean): void {
    while (at < pending.length) {
      if (paste !== null) {
        const rest = paste.read(pending.slice(at));
        forget();
        if (rest !== null) endPaste(rest);
        continue;
      }
      const decoded = decodeAt(pending, at, final);
      if (decoded === 'incomplete') break;
      at += decoded.bytes;
      if ('paste' in decoded) paste = createPasteReader();
      else if (decoded.event !== null) {
        emit(decoded.event);
        if (at < pending.length && takes(Buffer.from(pending.slice(at), 'latin1'))) forget();
      }
    }
    pending = pending.slice(at);
    at = 0;
  }

  function forget(): void {
    pending = '';
    at = 0;
  }

  function endPaste(rest: string): void {
    const text = paste?.text() ?? '';
    paste = null;
    pending = rest;
    at = 0;
    emit({ type: 'paste', text });
  }
}
