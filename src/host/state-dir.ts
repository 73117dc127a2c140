import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes `.zdev/` in the project, where zdev keeps its lock and pipes: private, and ignored by git.
 * The only place in a project that zdev writes to. Throws what the file system says.
 */
export function makeStateDir(projectDir: string): string {
  const dir = join(projectDir, '.zdev');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(join(dir, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return dir;
}
