import { closeSync, openSync } from 'node:fs';
import { checkProcesses } from './process-limit.ts';
import { describeSpawnError } from './spawn-error.ts';

/** Makes sure that no limit stops so many runs halfway, or what ends them. Throws an error for the user otherwise. */
export function checkRoom(runs: number): void {
  checkDescriptors(runs);
  checkProcesses(runs);
}

/** The output of a run, its two log files, and one that is open only while it starts. */
const PER_RUN = 4;
/** The guardian, the socket and its clients, chunks that are loaded, watchers, ports that are looked at. */
const FOR_ZDEV = 16;
/** A limit that leaves room for so many is none that anybody set by mistake. */
const MOST = 256;

/**
 * Makes sure that so many runs, and what ends them, will not be out of file descriptors halfway. Throws an error for the
 * user otherwise. (Node itself has raised the soft limit to the hard one.)
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
