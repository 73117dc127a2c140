import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RpcClient } from '../../rpc/client.ts';

/**
 * The error if the running supervisor of a directory was started with other files than these; null if it uses at least
 * one of them. A command for one project must never affect another. Throws what the client throws.
 */
export async function otherFiles(client: RpcClient, files: readonly string[], cwd: string): Promise<string | null> {
  const { files: running = [], dir, pid } = await client.call('project.info');
  const asked = files.map((file) => realPath(resolve(cwd, file)));
  if (running.length === 0 || asked.length === 0 || asked.some((file) => running.includes(file))) return null;
  const names = (paths: readonly string[]) => paths.map((path) => shortPath(path, dir)).join(' and ');
  return `zdev already runs in ${dir} (pid ${pid}) with ${names(running)}, not with ${names(asked)}`;
}

/** What to do about it. */
export const OTHER_FILES_HINT = '"zdev down" stops it; a project has one supervisor at a time';

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function shortPath(path: string, dir: string): string {
  return path.startsWith(`${dir}/`) ? path.slice(dir.length + 1) : path;
}
