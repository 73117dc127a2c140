import { rmSync } from 'node:fs';

/** Deletes a directory in which somebody else still makes files, as a running supervisor does in its own. */
export function deleteAll(path: string): void {
  for (let tries = 1; ; tries++) {
    try {
      return rmSync(path, { recursive: true, force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY' || tries === 100) throw error;
    }
  }
}
