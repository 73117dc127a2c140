import type { Project } from '../../config/project.ts';
import { connectProject } from '../client/project-client.ts';
import { logs } from '../commands/logs.ts';
import { EXIT } from '../io/exit-code.ts';
import { printErr } from '../io/stdio.ts';
import { otherFiles } from './other-files.ts';

/**
 * `zdev up` on a terminal, in a project whose supervisor already runs: starts the named services, and shows all output
 * until Ctrl-C, which leaves everything running. `message` says that a supervisor runs. Returns the exit status.
 */
export async function attachToRunning(message: string, project: Project, names: readonly string[]): Promise<number> {
  printErr(`${message}\n\nIts output follows; Ctrl-C leaves it running.\n`);
  if (names.length > 0) {
    const { client } = await connectProject(project.dir);
    await client?.call('service.start', { name: [...names], dependencies: true });
    client?.close();
  }
  process.on('SIGINT', () => process.exit(EXIT.ok));
  return logs({ follow: true, lines: '20', file: project.dir }, []);
}

/** The error if the running supervisor uses other files than these; null if it does not, or cannot be asked. */
export async function runsOtherFiles({ dir, files }: Project): Promise<string | null> {
  const { client } = await connectProject(dir);
  if (!client) return null;
  try {
    return await otherFiles(client, files, process.cwd());
  } finally {
    client.close();
  }
}
