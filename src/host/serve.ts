import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makePrivateDir } from '../files/private-dir.ts';
import { writePrivateIfAbsent } from '../files/private-file.ts';
import { openRuntimeDir } from '../files/runtime-dir.ts';
import type { Control } from '../rpc/control.ts';
import { type RpcServer, serve } from '../rpc/server.ts';
import { createControl } from './control.ts';
import { guardFiles } from './guard.ts';
import type { Lock } from './lock/lock.ts';
import { socketPaths } from './socket-paths.ts';

/** The socket of a project, and the watch over it and over the project's lock. */
export interface ProjectServer {
  /** What it answers from. */
  readonly control: Control;
  close(): Promise<void>;
}

/** What else must stay in the state directory; see `restored`. */
const KEPT = ['journal.log', 'runs'];
/** Time for two batches of news. */
const LAST_NEWS_MS = 70;

/**
 * Makes a session reachable for other processes of this user, and keeps it so: what is deleted under it (`git clean -fdx`)
 * is put back. Rejects when no socket can be made.
 */
export async function serveProject(
  controlled: Parameters<typeof createControl>[0],
  options: {
    readonly projectId: string;
    readonly lock: Lock;
    /** Something in the state directory was deleted: it is there again, and what else belongs in it is to be put back. */
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

  /** Whether all is in its place. */
  async function putBack(): Promise<boolean> {
    if (dirname(stateDir) !== project.dir && !existsSync(dirname(stateDir))) openRuntimeDir();
    const made = makePrivateDir(stateDir);
    // A project that was moved or deleted is not made again.
    if (!made.ok && made.error?.code === 'ENOENT') return tell(goneText(project.dir));
    if (!made.ok)
      return tell(`cannot put back ${stateDir}: ${made.error?.message ?? `something else is there (${made.why})`}`);
    writePrivateIfAbsent(join(stateDir, '.gitignore'), '*\n');
    const outcome = lock.restore();
    if (outcome) {
      const text = `another zdev (pid ${outcome.other.pid}) has taken over ${project.dir} while the lock was gone`;
      if (!outcome.lost) return tell(text);
      // Two would run everything twice, and nobody could reach this one.
      tell(`${text}: this one ends, with its services`);
      controlled.shutdown({ keep: false, force: false });
      return true;
    }
    if (!server.isThere()) await server.restore();
    options.restored();
    return true;
  }
  const guard = guardFiles([...lock.paths, server.path, ...KEPT.map((name) => join(stateDir, name))], () =>
    putBack().catch((error: Error) => tell(`cannot put back what was deleted in ${stateDir}: ${error.message}`)),
  );

  return {
    control,
    async close() {
      guard.close();
      // Who follows is still to be told of the last lines and states: they are sent in batches.
      if (server.connections() > 0) await new Promise((resolve) => setTimeout(resolve, LAST_NEWS_MS));
      await server.close();
    },
  };
}

function goneText(dir: string): string {
  return `${dir} was moved or deleted: its services keep running; "zdev down" in the new place, or "kill ${process.pid}", ends them`;
}

/** In the first of these places where the file system has sockets. */
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
