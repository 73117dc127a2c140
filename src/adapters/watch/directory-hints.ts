import { type FSWatcher, lstatSync, watch } from 'node:fs';
import { join, sep } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { monotonicMs } from '../../monotonic.ts';
import { directoryOf, type EntryEvent, type OpenDirectory, openDirectory } from './directory-watch.ts';
import { isOfNoConcern, leadsUpwards } from './file-identity.ts';
import { look, TICK_MS } from './fingerprint.ts';
import type { HintOptions, Hints } from './hint-source.ts';

/** How long the event loop is kept busy without a break. */
const SLICE_MS = 2;
/** A lost start directory is looked for again after this time. */
const LOST_MS = 500;

/**
 * Reports paths where something may have happened, with one watch for each directory: for large trees. For very large
 * trees, only the names of the files are known. Follows directories that come, go and are replaced. When a start
 * directory is lost, the watch ends, and the owner must begin another.
 */
export function openDirectoryHints(
  { selection, sinceMs, touched, entered, failed }: HintOptions,
  readMost: number,
): Hints {
  /** The files that existed; null if there are too many to read. */
  let found: string[] | null = [];
  const held = new Map<string, OpenDirectory>();
  const links = new Map<string, FSWatcher>();
  /** Directories to enter, and whether their files count as changed. */
  const waiting: { readonly path: string; readonly isNews: boolean }[] = [];
  const starts = new Set(selection.starts);
  let isBusy = false;
  let isOver = false;
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  for (const path of starts) waiting.push({ path, isNews: false });
  const files = work().then(() => (isOver ? null : (found ?? [])));
  return { files, ended, close };

  async function work(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    let sliceMs = monotonicMs();
    for (let next = waiting.shift(); next && !isOver; next = waiting.shift()) {
      enter(next.path, next.isNews);
      if (monotonicMs() - sliceMs < SLICE_MS) continue;
      await turn();
      sliceMs = monotonicMs();
    }
    isBusy = false;
  }

  function enter(path: string, isNews: boolean): void {
    if (held.has(path) || isOver) return;
    try {
      const lost = () => (starts.has(path) ? close() : leave(path));
      held.set(path, openDirectory(path, { happened: (event) => happened(path, event), lost }));
    } catch (error) {
      refuse(error as NodeJS.ErrnoException);
      if (starts.has(path)) setTimeout(close, LOST_MS).unref();
      return;
    }
    const { files, directories, links } = held.get(path) as OpenDirectory;
    for (const name of files) {
      const file = join(path, name);
      if (isNews) {
        touched(file);
        continue;
      }
      find(file);
      if (sinceMs !== null && (look(file)?.ctimeMs ?? 0) >= sinceMs - TICK_MS) touched(file, true);
    }
    for (const name of links) if (files.has(name)) followLink(join(path, name));
    for (const name of directories.keys()) descend(join(path, name), isNews, links.has(name));
  }

  function find(file: string): void {
    if (found !== null && selection.wantsFile(file)) found.push(file);
    if (found !== null && found.length > readMost) found = null;
  }

  function descend(path: string, isNews: boolean, isLink: boolean): void {
    if (selection.wantsDirectory(path) && !(isLink && leadsUpwards(path))) waiting.push({ path, isNews });
  }

  function happened(directory: string, { name, before, now }: EntryEvent): void {
    const path = join(directory, name);
    const [was, is] = [directoryOf(before), directoryOf(now)];
    if (was !== null && was !== is) leave(path);
    if (is !== null && was !== is) {
      entered(path);
      descend(path, true, isLink(path));
      void work();
    }
    if (before === 'file' || now === 'file') touched(path, before === 'file');
    if (now === 'file' && before !== 'file' && isLink(path)) followLink(path);
  }

  /** A directory is gone, with everything below it. */
  function leave(path: string): void {
    for (const [each, { files, close }] of held) {
      if (each !== path && !each.startsWith(path + sep)) continue;
      held.delete(each);
      for (const name of files) touched(join(each, name), true);
      close();
    }
  }

  /** A link may point to a place that nobody watches. When the link is replaced, the watch begins anew. */
  function followLink(path: string): void {
    if (!selection.wantsFile(path)) return;
    links.get(path)?.close();
    try {
      const watcher = watch(path, (event) => {
        touched(path, true);
        if (event === 'rename') close();
      });
      watcher.on('error', () => {});
      links.set(path, watcher);
    } catch (error) {
      refuse(error as NodeJS.ErrnoException);
    }
  }

  function refuse(error: NodeJS.ErrnoException): void {
    if (!isOfNoConcern(error)) failed(error);
  }

  function close(): void {
    if (isOver) return;
    isOver = true;
    for (const each of held.values()) each.close();
    for (const each of links.values()) each.close();
    end();
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
