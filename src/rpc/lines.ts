/** Cuts bytes into lines. A line may come in any number of chunks; it is copied once, when it is whole. */
export interface LineReader {
  /** Takes a chunk. False once a line was longer than the limit: nothing is read any more. */
  write(chunk: Buffer): boolean;
}

export function createLineReader(options: { maxBytes: number; onLine: (line: Buffer) => void }): LineReader {
  let parts: Buffer[] = [];
  let bytes = 0;
  let overflown = false;
  return {
    write(chunk) {
      let start = 0;
      while (!overflown) {
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
