import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { watch } from 'chokidar';
import { identity, isOfNoConcern, leadsUpwards } from './file-identity.ts';
import { look } from './fingerprint.ts';
import { isIgnoreFile } from './git-ignore.ts';
import type { HintOptions, Hints } from './hint-source.ts';
import type { Selection } from './watch-selection.ts';

/**
 * Reports paths where something may have happened, through chokidar. chokidar does not report a second change within 50
 * ms. So the events of the system, which it passes on as `raw`, count as well.
 *
 * If a directory is removed and soon created again, as in a checkout, chokidar (5.0) stays with the old one and sees
 * nothing of the new one. In that case this watch ends, and the owner must begin another and compare all files.
 */
export function openChokidarHints({ selection, touched, entered, failed }: HintOptions): Hints {
  let found: string[] | null = [];
  let end = () => {};
  /** By path, including vanished ones: chokidar may have kept old watches of a directory that soon comes back. */
  const directories = new Map<string, string>();
  const links = new Set<string>();
  const watcher = watch([...selection.starts], {
    ignored: (path, stats) => {
      if (stats?.isSymbolicLink()) links.add(path);
      return isLeftOut(selection, path, stats);
    },
    ignorePermissionErrors: true,
    atomic: false,
  });
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const files = new Promise<readonly string[] | null>((resolve) => {
    void ended.then(() => resolve(null));
    watcher.on('ready', () => {
      resolve(found);
      found = null;
    });
  });
  watcher.on('all', (event, path, stats) => {
    if (event === 'add' && found) found.push(path);
    else if (event === 'addDir' && stats) enter(path, stats);
    else touched(path);
    if (event === 'change' && stats?.isDirectory()) close(); // it was a file
  });
  watcher.on('raw', (event, name, details) => {
    const { watchedPath } = details as { readonly watchedPath?: string };
    if (watchedPath === undefined) return; // polling, which has only chokidar's own events
    const path = typeof name === 'string' ? join(watchedPath, name) : watchedPath;
    touched(watchedPath);
    touched(path);
    // The system reports `rename` for everything that came or went.
    if (event !== 'rename') return;
    // The target of a link was replaced. If it has the same inode number, chokidar takes it for the old one.
    const isLinkedFile = links.has(watchedPath) && !directories.has(watchedPath);
    if (isLinkedFile || isReplaced(path) || isReplaced(watchedPath)) close();
  });
  watcher.on('error', (error) => {
    if (!isOfNoConcern(error as NodeJS.ErrnoException)) failed(error as NodeJS.ErrnoException);
  });
  return { files, ended, close };

  /**
   * chokidar reads a new directory before it watches it, and misses files that are created in between. If it is told to
   * add the directory while it reads, it watches at once and reads a second time.
   */
  function enter(directory: string, stats: Stats): void {
    if (isReplaced(directory)) return close();
    directories.set(directory, identity(stats));
    if (!found) entered(directory);
    watcher.add(directory);
  }

  function isReplaced(path: string): boolean {
    const known = directories.get(path);
    const now = known && look(path);
    return now ? identity(now) !== known : false;
  }

  /**
   * At once, not in a later turn: chokidar's watchers share the system's watch of a path, and a watch that another
   * service still holds is not opened again. The event that ends this watch ends theirs too.
   */
  function close(): void {
    void watcher.close();
    // Chokidar's unfinished work may end in an error, which is thrown without a listener, or in a new watch.
    watcher.on('error', () => {});
    watcher.add = () => watcher;
    end();
  }
}

/** Whether chokidar should skip a path. chokidar asks before it knows what is there, and again with the result. */
function isLeftOut(selection: Selection, path: string, stats: Stats | undefined): boolean {
  if (isIgnoreFile(path)) return false;
  if (stats?.isDirectory()) return !selection.wantsDirectory(path);
  if (stats?.isFile()) return !selection.wantsFile(path);
  if (!selection.wantsDirectory(path) && !selection.wantsFile(path)) return true;
  return stats?.isSymbolicLink() === true && leadsUpwards(path);
}
