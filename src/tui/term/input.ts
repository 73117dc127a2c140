import { decodeAt } from './decode.ts';
import type { InputEvent } from './event.ts';
import { createPasteReader, type PasteReader } from './paste.ts';

/** Turns the bytes of a terminal into events. */
export interface Input {
  /** Bytes as they come; what they mean does not depend on how they are divided. */
  write(chunk: Buffer): void;
  /** What is unfinished now stays so: a lone ESC is the key. Happens by itself when nothing comes for `escTimeoutMs`. */
  flush(): void;
  /** Flushes, and lets go of the timer. */
  end(): void;
}

/** Between the bytes of one key; far more than a terminal on this machine takes. */
const ESC_TIMEOUT_MS = 30;

/** A sequence that is longer than this, and has no end, is none. */
const MAX_SEQUENCE_BYTES = 4096;

const CTRL_C = '\x03';

/**
 * Sequences that are no keys (answers of the terminal, keys that have no name) are dropped. With a slow line between,
 * as over ssh, `escTimeoutMs` has to be longer: otherwise an arrow may be taken for an Esc and two letters.
 */
export function createInput({
  emit,
  takes = () => false,
  escTimeoutMs = ESC_TIMEOUT_MS,
}: {
  emit: (event: InputEvent) => void;
  /** Whether, after an event, what was typed behind it is somebody else's. */
  takes?: (rest: Buffer) => boolean;
  escTimeoutMs?: number;
}): Input {
  /** In latin1: a character is a byte. `at` is how far it has been read: further than an event before that is emitted. */
  let pending = '';
  let at = 0;
  let paste: PasteReader | null = null;
  let timer: NodeJS.Timeout | undefined;

  return {
    write(chunk) {
      clearTimeout(timer);
      const text = chunk.toString('latin1');
      // When the end of a paste is lost, all keys would be; this one, alone, is the way out.
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

  /** May be called again by whoever gets an event: that goes on where this has come to. */
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
