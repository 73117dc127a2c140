import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './running.mjs';

/**
 * A directory in which each service leaves the time of its first line of code. `commandOf` gives the command of one
 * service, for a shell; `all` waits for so many, and gives when the last one began, in ms since 1970.
 */
export function marksIn(dir) {
  const path = join(dir, 'marks');
  return {
    commandOf: (name, then = 'exec sleep 100000') =>
      `date +%s%N >${path}/.${name} && mv ${path}/.${name} ${path}/${name}; ${then}`,
    clear() {
      rmSync(path, { recursive: true, force: true });
      mkdirSync(path, { recursive: true });
    },
    async all(count, withinMs) {
      const names = () => readdirSync(path).filter((name) => !name.startsWith('.'));
      await until(`${count} services`, () => names().length >= count, { withinMs, everyMs: 3 });
      return Math.max(...names().map((name) => Number(readFileSync(join(path, name), 'utf8')) / 1e6));
    },
  };
}
