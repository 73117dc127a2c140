import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makePrivateDir } from '../files/private-dir.ts';
import { writePrivateIfAbsent } from '../files/private-file.ts';
import { openRuntimeDir } from '../files/runtime-dir.ts';
import type { Control } from '../rpc/control.ts';
import { type RpcServer, serve } from '../rpc/server.ts';
import { createControl } from './control.ts';
import { watchForLoss } from './file-loss.ts';
import type { Lock } from './lock/lock.ts';
import { socketPaths } from './socket-paths.ts';

/** The socket of a project, with the guard over it and over the project's lock. */
export interface ProjectServer {
  /** The control that answers its clients. */
  readonly control: Control;
  close(): Promise<void>;
}

/** Other files that must stay in the state directory; see `restored`. */
const KEPT = ['journal.log', 'runs'];
/** Enough time for two batches of news. */
const LAST_NEWS_MS = 70;

/**
 * Makes a session reachable for other processes of this user, and restores deleted files (`git clean -fdx`). Rejects if
 * no socket can be made.
 */
export async function serveProject(
  controlled: Parameters<typeof createControl>[0],
  options: {
    readonly projectId: string;
    readonly lock: Lock;
    /** Called when a deleted state directory exists again, so that its other files can be restored. */
    readonly restored: () => void;
    readonly notice: (message: string) => void;
  },
): Promise<ProjectServer> {
  const { stateDir, project } = controlled;
  const { projectId, lock, notice } = options;
  const control = createControl(controlled);
  const server = await serveSomewhere(control, socketPaths(stateDir, projectId));
  lock.listensAt(server.path);
  let said = '';
  const tell = (message: string) => {
    if (message !== said) notice(message);
    said = message;
    return false;
  };

  /** Restores missing files. Returns whether everything is in place. */
  async function putBack(): Promise<boolean> {
    if (dirname(stateDir) !== project.dir && !existsSync(dirname(stateDir))) openRuntimeDir();
    const made = makePrivateDir(stateDir);
    // A project that was moved or deleted is not created again.
    if (!made.ok && made.error?.code === 'ENOENT') return tell(goneText(project.dir));
    if (!made.ok)
      return tell(`cannot put back ${stateDir}: ${made.error?.message ?? `something else is there (${made.why})`}`);
    writePrivateIfAbsent(join(stateDir, '.gitignore'), '*\n');
    const outcome = lock.restore();
    if (outcome) {
      const text = `another zdev (pid ${outcome.other.pid}) has taken over ${project.dir} while the lock was gone`;
      if (!outcome.lost) return tell(text);
      // Two supervisors would run everything twice, and nobody could reach this one.
      tell(`${text}: this one ends, with its services`);
      controlled.shutdown({ keep: false, force: false });
      return true;
    }
    if (!server.isThere()) await server.restore();
    options.restored();
    return true;
  }
  const guard = watchForLoss([...lock.paths, server.path, ...KEPT.map((name) => join(stateDir, name))], () =>
    putBack().catch((error: Error) => tell(`cannot put back what was deleted in ${stateDir}: ${error.message}`)),
  );

  return {
    control,
    async close() {
      guard.close();
      // Clients must still receive the last lines and states, which are sent in batches.
      if (server.connections() > 0) await new Promise((resolve) => setTimeout(resolve, LAST_NEWS_MS));
      await server.close();
    },
  };
}

function goneText(dir: string): string {
  return `${dir} was moved or deleted: its services keep running; "zdev down" in the new place, or "kill ${process.pid}", ends them`;
}

/** Serves on the first of these paths whose file system supports sockets. */
async function serveSomewhere(control: Control, paths: readonly string[]): Promise<RpcServer> {
  let problem = new Error('there is no directory for a socket');
  for (const path of paths) {
    try {
      return await serve({ control, path });
    } catch (error) {
      problem = error as Error;
    }
  }
  throw problem;
}
