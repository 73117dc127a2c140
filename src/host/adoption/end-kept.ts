import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { endLeftovers } from '../../adapters/process/leftovers.ts';
import { sweepRunFiles } from '../../adapters/process/run-files.ts';
import { DEFAULT_LIFECYCLE } from '../../core/service.ts';
import { projectIdOf } from '../../files/project-id.ts';
import { trustedRuntimeDirs } from '../../files/runtime-dir.ts';
import { stateDirOf, usualStateDir } from '../find-supervisor.ts';
import { lockPath, secondLockPath } from '../lock/holder.ts';
import { lockProject } from '../lock/lock.ts';
import { endContainers } from './end-containers.ts';
import { readJournal, removeJournal } from './journal.ts';
import { lostRuns } from './lost-runs.ts';
import { idsOf } from './take-over.ts';

/**
 * Ends the services of a project that still run without a supervisor, after `down --keep` or because it was killed.
 * Returns their names; null when there are none, or when another supervisor is adopting them.
 */
export async function endKept(dir: string): Promise<readonly string[] | null> {
  const projectId = projectIdOf(dir);
  const stateDir = stateDirOf(dir);
  // The project may have become read-only: its journal stays then, and later state is elsewhere.
  const stateDirs = [...new Set([stateDir, usualStateDir(dir, null)])];
  const last = lastLocks(stateDir, projectId);
  if (last.length === 0 && !stateDirs.some((each) => existsSync(join(each, 'journal.log')))) return null;
  const session = `${process.pid.toString(36)}-down`;
  // What runs must end on a full disk, too.
  const lock = lockProject({ dir, projectId, stateDir, session, mayLackFiles: true });
  if (!lock.locked) return null;
  try {
    const names: string[] = [];
    for (const stateDir of stateDirs) {
      const { journal } = readJournal(stateDir);
      for (const project of idsOf(projectId, lock.dead, journal)) {
        const graceMs = DEFAULT_LIFECYCLE.stopTimeoutMs;
        const ended = await endLeftovers({
          project,
          liveSession: session,
          stateDir,
          lost: lostRuns(journal, stateDir),
          graceMs,
        });
        names.push(...ended.map(({ service }) => service));
        names.push(...(await endContainers({ project, session, stateDir })));
      }
      removeFiles(stateDir);
    }
    return [...new Set(names)];
  } finally {
    lock.release();
  }
}

function removeFiles(stateDir: string): void {
  try {
    sweepRunFiles(stateDir, []);
    removeJournal(stateDir);
  } catch {
    // The file system is read-only. The next zdev sees that these runs have ended.
  }
}

/** The locks that supervisors left when they did not end in order. */
function lastLocks(stateDir: string, projectId: string): string[] {
  const second = trustedRuntimeDirs().map((runtimeDir) => secondLockPath(runtimeDir, projectId));
  return [lockPath(stateDir), ...second].filter((path) => existsSync(path));
}
