import { closeSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { appendPrivate, isStillAt } from '../../files/private-file.ts';

/** The file for the messages of a supervisor without a terminal. */
export function supervisorLog(stateDir: string): string {
  return join(stateDir, 'supervisor.log');
}

/**
 * Begins the log of a supervisor. Each text is written at once, because the last lines matter most after a failure. If
 * the file was deleted, creates it again. Never throws: a supervisor must not stop because its log cannot be written.
 */
export function openSupervisorLog(stateDir: string): (text: string) => void {
  const path = supervisorLog(stateDir);
  let fd = tryOpen(path, true);
  return (text) => {
    if (fd === null || !isStillAt(path, fd)) {
      const again = tryOpen(path, false);
      if (fd !== null && again !== null) closeSync(fd);
      fd = again ?? fd;
    }
    try {
      if (fd !== null) writeSync(fd, text);
    } catch {
      // The disk is full.
    }
  };
}

function tryOpen(path: string, truncate: boolean): number | null {
  try {
    return appendPrivate(path, { truncate });
  } catch {
    return null;
  }
}
