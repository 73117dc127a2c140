import type { Project } from '../config/project.ts';
import { lockProject } from './lock.ts';
import { makeStateDir } from './state-dir.ts';

/** What came of making a project one's own. `message` is for the user. */
export type Entry =
  | {
      readonly entered: true;
      readonly stateDir: string;
      /** Names this project among all on this machine, in the marker of its processes. */
      readonly projectId: string;
      /** What was put in order on the way. */
      readonly notices: readonly string[];
      leave(): void;
    }
  | { readonly entered: false; readonly message: string };

/** Takes the lock of a project, and ends what a supervisor that was killed has left running there. */
export async function enterProject(project: Project, session: string): Promise<Entry> {
  const projectId = idOf(project.dir);
  let stateDir: string;
  let lock: ReturnType<typeof lockProject>;
  try {
    stateDir = makeStateDir(project.dir);
    lock = lockProject(stateDir, session);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      entered: false,
      message: `cannot keep state in ${project.dir}/.zdev: ${reason}\n  hint: make the directory writable`,
    };
  }
  if (!lock.locked) {
    const { pid } = lock.holder;
    return {
      entered: false,
      message: `zdev already runs in ${project.dir} (pid ${pid})\n  hint: stop it with Ctrl-C in its terminal, or with: kill ${pid}`,
    };
  }
  const notices = lock.dead ? await endWhatWasLeft(projectId, session) : [];
  return { entered: true, stateDir, projectId, notices, leave: lock.release };
}

/**
 * A short id of a path, the same at every start: FNV-1a, twice, for 64 bits. Nobody's safety rests on it, and loading
 * node:crypto would cost 2 ms before the first service starts.
 */
function idOf(path: string): string {
  let [a, b] = [0x811c9dc5, 0x01234567];
  for (let i = 0; i < path.length; i++) {
    a = Math.imul(a ^ path.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ path.charCodeAt(i), 0x01000193) ^ (a >>> 15);
  }
  return [a, b].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

async function endWhatWasLeft(projectId: string, session: string): Promise<string[]> {
  const { endLeftovers } = await import('../adapters/process/leftovers.ts');
  const ended = await endLeftovers({ project: projectId, liveSession: session });
  if (ended.length === 0) return [];
  const list = ended.map(({ pid, service }) => `${service} (pid ${pid})`).join(', ');
  return [`ended what an earlier zdev that was killed had left running: ${list}`];
}
