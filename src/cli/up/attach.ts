import type { Project } from '../../config/project.ts';
import { openPlace } from '../client/client.ts';
import { logs } from '../commands/logs.ts';
import { EXIT } from '../io/exit-code.ts';
import { printErr } from '../io/stdio.ts';
import { otherFiles } from './other-files.ts';

/**
 * `zdev up` on a terminal, in a project whose supervisor runs already: starts what was named, and shows the output of
 * all until Ctrl-C, which leaves everything running. `message` says that one runs. Gives the exit status.
 */
export async function attachToRunning(message: string, project: Project, names: readonly string[]): Promise<number> {
  printErr(`${message}\n\nIts output follows; Ctrl-C leaves it running.\n`);
  if (names.length > 0) {
    const { client } = await openPlace(project.dir);
    await client?.call('service.start', { name: [...names], dependencies: true });
    client?.close();
  }
  process.on('SIGINT', () => process.exit(EXIT.ok));
  return logs({ follow: true, lines: '20', file: project.dir }, []);
}

/** What to say where the supervisor that runs has other files than these; null where it has not, or cannot be asked. */
export async function runsOtherFiles({ dir, files }: Project): Promise<string | null> {
  const { client } = await openPlace(dir);
  if (!client) return null;
  try {
    return await otherFiles(client, files, process.cwd());
  } finally {
    client.close();
  }
}
