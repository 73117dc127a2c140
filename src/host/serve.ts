import { serve } from '../rpc/server.ts';
import { claimSocketPath } from '../rpc/socket-path.ts';
import { createControl } from './control.ts';
import { register } from './registry.ts';

/** The socket of a project, and its entry in the list of what runs on this machine. */
export interface ProjectServer {
  close(): Promise<void>;
}

/** Time for two batches of news. */
const LAST_NEWS_MS = 70;

/** Makes a session reachable for other processes of this user. Rejects when the socket cannot be made. */
export async function serveProject(
  controlled: Parameters<typeof createControl>[0],
  projectId: string,
): Promise<ProjectServer> {
  const path = claimSocketPath(controlled.stateDir);
  const server = await serve({ control: createControl(controlled), path });
  const unregister = register({ projectId, dir: controlled.project.dir, socket: path });
  return {
    async close() {
      unregister();
      // Who follows is still to be told of the last lines and states: they are sent in batches.
      if (server.connections() > 0) await new Promise((resolve) => setTimeout(resolve, LAST_NEWS_MS));
      await server.close();
    },
  };
}
