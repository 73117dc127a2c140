/** Splits bytes into lines. A line may come in any number of chunks, and is copied once, when it is complete. */
export interface LineReader {
  /** Takes a chunk. False after a line was longer than the limit: nothing more is read. */
  write(chunk: Buffer): boolean;
  /** `onLine` calls this when `count` bytes follow that line, before the next line begins. */
  take(count: number, taken: (bytes: Buffer) => void): void;
}

export function createLineReader(options: { maxBytes: number; onLine: (line: Buffer) => void }): LineReader {
  let parts: Buffer[] = [];
  let bytes = 0;
  let overflown = false;
  let after: { readonly count: number; readonly taken: (bytes: Buffer) => void } | null = null;

  /** Takes the bytes of `after` from a chunk. Returns where they end. */
  function takeFrom(chunk: Buffer, start: number, { count, taken }: NonNullable<typeof after>): number {
    const part = chunk.subarray(start, start + count - bytes);
    bytes += part.length;
    if (bytes < count) parts.push(Buffer.from(part));
    else {
      const whole = parts.length === 0 ? part : Buffer.concat([...parts, part]);
      after = null;
      parts = [];
      bytes = 0;
      taken(whole);
    }
    return start + part.length;
  }

  return {
    take(count, taken) {
      after = { count, taken };
    },
    write(chunk) {
      let start = 0;
      while (!overflown) {
        if (after) {
          start = takeFrom(chunk, start, after);
          if (after) break;
        }
        const end = chunk.indexOf(10, start);
        const part = chunk.subarray(start, end < 0 ? chunk.length : end);
        if (bytes + part.length > options.maxBytes) {
          overflown = true;
          parts = [];
          break;
        }
        if (end < 0) {
          if (part.length > 0) parts.push(part);
          bytes += part.length;
          break;
        }
        const line = parts.length === 0 ? part : Buffer.concat([...parts, part]);
        parts = [];
        bytes = 0;
        start = end + 1;
        options.onLine(line);
      }
      return !overflown;
    },
  };
}
