import { rmSync } from 'node:fs';

/** Removes a directory in which zdev has run. zdev may still be creating pipes there for its next start. */
export async function remove(dir) {
  for (let times = 0; ; times++) {
    try {
      return rmSync(dir, { recursive: true, force: true });
    } catch (error) {
      if (times === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
