import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { endLeftovers } from '../adapters/process/leftovers.ts';
import { sweepRunFiles } from '../adapters/process/run-files.ts';
import { DEFAULT_LIFECYCLE } from '../core/service.ts';
import { removeJournal } from './journal.ts';
import { lockProject } from './lock.ts';
import { projectIdOf } from './project-id.ts';

/**
 * Ends the services of a project that were left running without a supervisor: kept by `down --keep`, or by one that was
 * killed. Gives their names; null when there are none, or when somebody is just adopting them.
 */
export async function endKept(stateDir: string): Promise<readonly string[] | null> {
  if (!existsSync(join(stateDir, 'journal.log'))) return null;
  const session = `${process.pid.toString(36)}-down`;
  const lock = lockProject(stateDir, session);
  if (!lock.locked) return null;
  try {
    const project = projectIdOf(dirname(stateDir));
    const ended = await endLeftovers({ project, liveSession: session, graceMs: DEFAULT_LIFECYCLE.stopTimeoutMs });
    sweepRunFiles(stateDir, []);
    removeJournal(stateDir);
    return [...new Set(ended.map(({ service }) => service))];
  } finally {
    lock.release();
  }
}
