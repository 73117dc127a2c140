/** A longer paste is cut. */
export const MAX_PASTE_BYTES = 1024 * 1024;

/** Collects pasted text up to the sequence that ends it. */
export interface PasteReader {
  /** Takes more input, in latin1. Returns what follows the end of the paste, or null if the end has not come yet. */
  read(input: string): string | null;
  text(): string;
}

const END = '\x1b[201~';

export function createPasteReader(): PasteReader {
  const pieces: string[] = [];
  let bytes = 0;
  /** Possibly the beginning of the end sequence. */
  let tail = '';

  return {
    read(input) {
      const unread = tail + input;
      const at = unread.indexOf(END);
      if (at >= 0) {
        keep(unread.slice(0, at));
        tail = '';
        return unread.slice(at + END.length);
      }
      const certain = unread.length - lengthOfBeginning(unread);
      keep(unread.slice(0, certain));
      tail = unread.slice(certain);
      return null;
    },
    text() {
      const text = Buffer.from(pieces.join(''), 'latin1').toString('utf8');
      const whole = bytes < MAX_PASTE_BYTES ? text : text.replace(/\ufffd$/, '');
      return whole.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '');
    },
  };

  function keep(piece: string): void {
    const kept = piece.slice(0, MAX_PASTE_BYTES - bytes);
    if (kept === '') return;
    bytes += kept.length;
    pieces.push(kept);
  }
}

/** How much of the end of the input may be the beginning of the end sequence. */
function lengthOfBeginning(input: string): number {
  for (let length = Math.min(END.length - 1, input.length); length > 0; length--) {
    if (input.endsWith(END.slice(0, length))) return length;
  }
  return 0;
}
