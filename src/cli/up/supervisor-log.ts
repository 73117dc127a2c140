import { closeSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { appendPrivate, isStillAt } from '../../files/private-file.ts';

/** Where a supervisor without a terminal says what it has to say. */
export function supervisorLog(stateDir: string): string {
  return join(stateDir, 'supervisor.log');
}

/**
 * Begins the log of a supervisor. Each text is written at once: the last lines are wanted most when something has gone
 * wrong. When the file was deleted, it begins anew. Never throws: a log that cannot be written is no reason to stop.
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
