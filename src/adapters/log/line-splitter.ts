/** Cuts a stream of bytes into lines. */
export interface LineSplitter {
  write(chunk: Buffer): void;
  /** Ends the stream. The bytes after the last newline are a line too. */
  end(): void;
}

/**
 * `onLine` gets each line without its newline, as bytes that are valid only during the call. A line longer than
 * `maxBytes` is cut there, so memory is bounded. Only lines that span chunks are copied.
 */
export function createLineSplitter(options: { maxBytes: number; onLine: (line: Buffer) => void }): LineSplitter {
  const { maxBytes, onLine } = options;
  let pieces: Buffer[] = [];
  let held = 0;

  return {
    write(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
        emit(chunk.subarray(start, end));
        start = end + 1;
      }
      if (start < chunk.length) hold(chunk.subarray(start));
    },
    end() {
      if (held > 0) emit(Buffer.alloc(0));
    },
  };

  function emit(rest: Buffer): void {
    if (held === 0) return onLine(rest.subarray(0, maxBytes));
    hold(rest);
    const line = Buffer.concat(pieces);
    pieces = [];
    held = 0;
    onLine(line);
  }

  function hold(bytes: Buffer): void {
    const wanted = bytes.subarray(0, maxBytes - held);
    if (wanted.length === 0) return;
    pieces.push(Buffer.from(wanted));
    held += wanted.length;
  }
}
