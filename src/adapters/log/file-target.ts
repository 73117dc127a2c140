import { writeSync } from 'node:fs';
import type { Target, TargetEvents } from './target.ts';

/** The wait before the same write is tried again, by error code. */
const RETRY_AFTER_MS: Readonly<Record<string, number>> = { EAGAIN: 10, EINTR: 0, ENOSPC: 1000, EDQUOT: 1000 };

/**
 * Writes at once: a write to the page cache costs less than handing it to a thread. A full disk counts as a slow
 * reader: the write is repeated until there is space, nothing is lost, and the sources wait.
 */
export function fileTarget(fd: number, { failed, stalled }: TargetEvents): Target {
  let timer: NodeJS.Timeout | undefined;
  let warned = false;
  let left = 0;

  return {
    write(bytes, done) {
      let at = 0;
      left = bytes.length;
      proceed();

      function proceed(): void {
        try {
          for (; at < bytes.length; left = bytes.length - at) at += writeSync(fd, bytes, at, left);
        } catch (error) {
          return retry(error as NodeJS.ErrnoException);
        }
        warned = false;
        done();
      }

      function retry(error: NodeJS.ErrnoException): void {
        const afterMs = RETRY_AFTER_MS[error.code ?? ''];
        if (afterMs === undefined) return failed(error);
        if (afterMs >= 1000 && !warned) {
          warned = true;
          stalled(`cannot write the output: ${reason(error)}; services wait until there is room`);
        }
        timer = setTimeout(proceed, afterMs);
      }
    },
    left: () => left,
    abandon() {
      clearTimeout(timer);
    },
  };
}

function reason(error: NodeJS.ErrnoException): string {
  return error.code === 'EDQUOT' ? 'disk quota exceeded' : 'no space left on device';
}
