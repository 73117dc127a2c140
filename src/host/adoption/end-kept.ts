import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { endLeftovers } from '../../adapters/process/leftovers.ts';
import { sweepRunFiles } from '../../adapters/process/run-files.ts';
import { DEFAULT_LIFECYCLE } from '../../core/service.ts';
import { projectIdOf } from '../../files/project-id.ts';
import { trustedRuntimeDirs } from '../../files/runtime-dir.ts';
import { stateDirOf } from '../find-supervisor.ts';
import { lockPath, secondLockPath } from '../lock/holder.ts';
import { lockProject } from '../lock/lock.ts';
import { makeStateDir } from '../state-dir.ts';
import { endContainers } from './end-containers.ts';
import { readJournal, removeJournal } from './journal.ts';
import { idsOf } from './take-over.ts';

/**
 * Ends the services of a project that still run without a supervisor, after `down --keep` or because it was killed.
 * Returns their names; null when there are none, or when another supervisor is adopting them.
 */
export async function endKept(dir: string): Promise<readonly string[] | null> {
  const projectId = projectIdOf(dir);
  const last = lastLocks(dir, projectId);
  if (last.length === 0 && !existsSync(join(stateDirOf(dir), 'journal.log'))) return null;
  const state = makeStateDir(dir);
  if (!state.ok) return null;
  const session = `${process.pid.toString(36)}-down`;
  const lock = lockProject({ dir, projectId, stateDir: state.dir, session });
  if (!lock.locked) return null;
  try {
    const { journal } = readJournal(state.dir);
    const names: string[] = [];
    for (const project of idsOf(projectId, lock.dead, journal)) {
      const graceMs = DEFAULT_LIFECYCLE.stopTimeoutMs;
      const ended = await endLeftovers({ project, liveSession: session, stateDir: state.dir, graceMs });
      names.push(...ended.map(({ service }) => service));
      names.push(...(await endContainers({ project, session, stateDir: state.dir })));
    }
    sweepRunFiles(state.dir, []);
    removeJournal(state.dir);
    return [...new Set(names)];
  } finally {
    lock.release();
  }
}

/** The locks that supervisors left when they did not end in order. */
function lastLocks(dir: string, projectId: string): string[] {
  const second = trustedRuntimeDirs().map((runtimeDir) => secondLockPath(runtimeDir, projectId));
  return [lockPath(stateDirOf(dir)), ...second].filter((path) => existsSync(path));
}
