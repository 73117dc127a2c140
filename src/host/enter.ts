import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../config/project.ts';
import type { Event } from '../core/event.ts';
import { lockProject } from './lock.ts';
import { projectIdOf } from './project-id.ts';
import { makeStateDir } from './state-dir.ts';

/** What came of making a project one's own. `message` is for the user. */
export type Entry =
  | {
      readonly entered: true;
      readonly stateDir: string;
      /** Names this project among all on this machine, in the marker of its processes. */
      readonly projectId: string;
      /** Where an earlier supervisor was; to be sent first. Null for a fresh start. */
      readonly restored: Event | null;
      /** What was put in order on the way. */
      readonly notices: readonly string[];
      leave(): void;
    }
  | { readonly entered: false; readonly message: string /** Another supervisor has it. */; readonly running: boolean };

/**
 * Takes the lock of a project, and looks after what an earlier supervisor has left running there: it is to be adopted,
 * or it is ended.
 */
export async function enterProject(options: {
  readonly project: Project;
  readonly session: string;
  /** The new supervisor can itself be outlived. */
  readonly survive: boolean;
  readonly nowMs: number;
}): Promise<Entry> {
  const { project, session } = options;
  const projectId = projectIdOf(project.dir);
  let stateDir: string;
  let lock: ReturnType<typeof lockProject>;
  try {
    stateDir = makeStateDir(project.dir);
    lock = lockProject(stateDir, session);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      entered: false,
      running: false,
      message: `cannot keep state in ${project.dir}/.zdev: ${reason}\n  hint: make the directory writable`,
    };
  }
  if (!lock.locked) {
    const { pid } = lock.holder;
    return {
      entered: false,
      running: true,
      message: `zdev already runs in ${project.dir} (pid ${pid})\n  hint: "zdev ps" shows its services, "zdev logs -f" their output, "zdev down" stops it`,
    };
  }
  const { release: leave } = lock;
  // In the usual case there is neither, and nothing is loaded for it.
  if (!lock.dead && !existsSync(join(stateDir, 'journal.log'))) {
    return { entered: true, stateDir, projectId, restored: null, notices: [], leave };
  }
  const [{ takeOver }, { removeJournal }] = await Promise.all([import('./take-over.ts'), import('./journal.ts')]);
  const { event: restored, notices } = await takeOver({
    stateDir,
    projectId,
    session,
    specs: project.services,
    nowMs: options.nowMs,
  });
  if (!options.survive) removeJournal(stateDir);
  return { entered: true, stateDir, projectId, restored, notices, leave };
}
