import { closeSync, openSync } from 'node:fs';
import { checkProcesses } from './process-limit.ts';
import { describeSpawnError } from './spawn-error.ts';

/**
 * Makes sure that no limit stops this many runs halfway, or the processes that end them. Throws an error for the user
 * otherwise.
 */
export function checkRoom(runs: number): void {
  checkDescriptors(runs);
  checkProcesses(runs);
}

/** The output of a run, its two log files, and one file that is open only while it starts. */
const PER_RUN = 4;
/** The guardian, the socket and its clients, chunks that are loaded, watchers, port checks. */
const FOR_ZDEV = 16;
/** A limit with space for this many is not a mistake. */
const MOST = 256;

/**
 * Makes sure that this many runs, and the processes that end them, do not use up the file descriptors. Throws an error
 * for the user otherwise. (Node itself has raised the soft limit to the hard one.)
 */
function checkDescriptors(runs: number): void {
  const needed = Math.min(FOR_ZDEV + PER_RUN * runs, MOST);
  const open: number[] = [];
  try {
    while (open.length < needed) open.push(openSync('/', 'r'));
  } catch (error) {
    const room = `${needed} more are needed for ${runs} ${runs === 1 ? 'service' : 'services'}, and ${open.length} are available`;
    throw new Error(`${describeSpawnError(error, '/')}: ${room}`);
  } finally {
    for (const fd of open) closeSync(fd);
  }
}
