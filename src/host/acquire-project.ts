import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../config/project.ts';
import type { Event } from '../core/event.ts';
import { projectIdOf } from '../files/project-id.ts';
import { usualStateDir } from './find-supervisor.ts';
import type { Holder } from './lock/holder.ts';
import { type Lock, lockProject } from './lock/lock.ts';
import { makeStateDir, stateProblem } from './state-dir.ts';

/** The result of an attempt to acquire a project. `message` is for the user. */
export type AcquireResult =
  | {
      readonly entered: true;
      readonly stateDir: string;
      /** Identifies this project on this machine, in the marker of its processes. */
      readonly projectId: string;
      readonly lock: Lock;
      /** The state of an earlier supervisor. Send this event first. Null for a fresh start. */
      readonly restored: Event | null;
      /** Messages about problems that were fixed on the way. */
      readonly notices: readonly string[];
    }
  | {
      readonly entered: false;
      readonly message: string;
      /** Another supervisor has the project. */
      readonly running: boolean;
    };

/** Takes the lock of a project. Adopts or ends the runs that an earlier supervisor left. */
export async function acquireProject(options: {
  readonly project: Project;
  readonly session: string;
  /** Whether the services outlive the new supervisor. */
  readonly outlivesSupervisor: boolean;
  readonly nowMs: number;
}): Promise<AcquireResult> {
  const { project, session } = options;
  const { dir, beside, isolated } = project;
  const projectId = projectIdOf(dir, beside);
  const state = makeStateDir(dir, undefined, beside);
  if (!state.ok) return { entered: false, running: false, message: state.message };
  const stateDir = state.dir;
  let lock: ReturnType<typeof lockProject>;
  try {
    lock = lockProject({ dir, projectId, stateDir, session, isolated });
  } catch (error) {
    return { entered: false, running: false, message: stateProblem(stateDir, error as NodeJS.ErrnoException) };
  }
  if (!lock.locked) return { entered: false, running: true, message: alreadyRuns(dir, lock.holder) };
  const early = state.notice === null ? [] : [state.notice];
  const entered = { entered: true, stateDir, projectId, lock } as const;
  // A project that became read-only keeps a journal that nobody can continue.
  const usual = usualStateDir(dir, beside);
  const hasJournal = (stateDir: string) => existsSync(join(stateDir, 'journal.log'));
  const readOnly = usual !== stateDir && hasJournal(usual) ? usual : null;
  // Usually there is nothing to take over, and then no module is loaded.
  const isClean = lock.dead.length === 0 && !lock.unclear && !hasJournal(stateDir);
  if (isClean && readOnly === null) {
    return { ...entered, restored: null, notices: early };
  }
  const [{ takeOver }, { removeJournal }] = await Promise.all([
    import('./adoption/take-over.ts'),
    import('./adoption/journal.ts'),
  ]);
  const { event: restored, notices } = await takeOver({
    stateDir,
    projectId,
    session,
    dead: lock.dead,
    specs: project.services,
    nowMs: options.nowMs,
    readOnly,
  });
  if (!options.outlivesSupervisor) removeJournal(stateDir);
  return { ...entered, restored, notices: [...early, ...notices] };
}

function alreadyRuns(dir: string, holder: Holder): string {
  const { pid } = holder;
  const before = holder.dir === '' || holder.dir === dir ? '' : `, started when the directory was ${holder.dir}`;
  return `zdev already runs in ${dir} (pid ${pid}${before})\n  hint: "zdev ps" shows its services, "zdev logs -f" their output, "zdev down" stops it`;
}
