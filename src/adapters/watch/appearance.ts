import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Related changes, such as the files of one installation, come in bursts. */
const BURST_MS = 50;

/**
 * Calls back after something has changed at one of these paths, whether it exists yet or not: it appeared, vanished,
 * was written, or got other permissions. A path that cannot be watched is left out. Returns a function that stops this.
 */
export function watchPaths(paths: readonly string[], changed: () => void): () => void {
  const watches = new Map<string, FSWatcher>();
  let burst: NodeJS.Timeout | null = null;
  let names = new Map<string, Set<string>>();

  /** Sets one watch on each existing directory on the way to a path. */
  function follow(): void {
    names = wantedNames(paths);
    for (const [dir, each] of watches) {
      if (names.has(dir)) continue;
      each.close();
      watches.delete(dir);
    }
    for (const dir of names.keys()) if (!watches.has(dir)) open(dir);
  }

  function open(dir: string): void {
    try {
      const each = watch(dir, { persistent: false }, (_event, name) => {
        if (name === null || names.get(dir)?.has(name) || name === basename(dir)) poke();
      });
      each.on('error', () => {
        each.close();
        watches.delete(dir);
        poke();
      });
      watches.set(dir, each);
    } catch {
      // The directory has just vanished, or no more watches are available.
    }
  }

  function poke(): void {
    burst ??= setTimeout(() => {
      burst = null;
      follow();
      changed();
    }, BURST_MS).unref();
  }

  follow();
  return () => {
    if (burst !== null) clearTimeout(burst);
    for (const each of watches.values()) each.close();
    watches.clear();
  };
}

/** For each directory, the names in it whose changes matter. */
function wantedNames(paths: readonly string[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const path of paths) {
    let [dir, name] = [dirname(path), basename(path)];
    while (!isDirectory(dir) && dirname(dir) !== dir) [dir, name] = [dirname(dir), basename(dir)];
    names.set(dir, (names.get(dir) ?? new Set()).add(name));
  }
  return names;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false; // a directory on the way is closed to this user, so the one above it is watched
  }
}
