import { writeSync } from 'node:fs';
import { forPeople } from '../../safe/people.ts';

/** "Internal software error" of sysexits. */
const CRASHED = 70;

/**
 * Calls `restore` before this process ends by itself in any way. An uncaught error is printed after that, so that it
 * does not vanish with the screen. Returns a function that undoes this.
 */
export function onCrash(restore: () => void): () => void {
  const crash = (error: unknown) => {
    restore();
    try {
      writeSync(2, forPeople(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`));
    } catch {} // there is nobody left to tell
    process.exit(CRASHED);
  };
  process.on('exit', restore);
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  return () => {
    process.off('exit', restore);
    process.off('uncaughtException', crash);
    process.off('unhandledRejection', crash);
  };
}
