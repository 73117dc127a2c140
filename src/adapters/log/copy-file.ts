import { constants, createWriteStream, mkdirSync, openSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';

const { O_APPEND, O_CREAT, O_WRONLY, O_NONBLOCK } = constants;

/** The most output that waits for the disk. More is left out of the file, so that a slow disk delays no service. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;

/** A file of the user that receives a copy of the output of a service. */
export interface CopyFile {
  write(chunk: Buffer): void;
  /** Settles when everything is written, or cannot be. */
  close(): Promise<void>;
}

/**
 * Opens the file of `logging.file` for appending, and creates its directory. Calls `warn` once when the file cannot be
 * opened or written, and once when output was left out because the disk is too slow.
 */
export function openCopyFile(path: string, warn: (message: string) => void): CopyFile {
  let file: WriteStream | null = null;
  let late = false;

  try {
    mkdirSync(dirname(path), { recursive: true });
    // A pipe without a reader is an error; zdev does not wait for one.
    file = createWriteStream(path, { fd: openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o644) });
    file.on('error', fail);
  } catch (error) {
    fail(error as Error);
  }

  function fail({ message }: Error): void {
    file = null;
    warn(`logging.file cannot be written: ${message}; only zdev keeps the output`);
  }

  return {
    write(chunk) {
      if (!file) return;
      if (file.writableLength + chunk.length > MAX_WAITING_BYTES) {
        if (!late) warn(`${path} is written too slowly: some output is missing in it`);
        late = true;
        return;
      }
      // The caller may reuse its bytes.
      file.write(Buffer.from(chunk));
    },
    close: () => new Promise((resolve) => (file ? file.end(resolve) : resolve())),
  };
}
