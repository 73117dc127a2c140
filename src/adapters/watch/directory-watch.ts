import { type FSWatcher, readdirSync, type Stats, watch } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { identity } from './file-identity.ts';
import { look } from './fingerprint.ts';

/** The kind of entry under one name in a directory, with links followed. For a directory, its identity. */
type Entry = 'file' | { readonly directory: string } | null;

/** An event for one name. */
export interface EntryEvent {
  readonly name: string;
  readonly before: Entry;
  readonly now: Entry;
}

/** A directory as one of several watchers sees it. */
export interface OpenDirectory {
  readonly files: ReadonlySet<string>;
  /** The identity of each directory, by name. */
  readonly directories: ReadonlyMap<string, string>;
  readonly links: ReadonlySet<string>;
  close(): void;
}

interface Listener {
  happened(event: EntryEvent): void;
  /** The directory is gone, or another one has its place. */
  lost(): void;
}

interface Shared extends Omit<OpenDirectory, 'close'> {
  readonly files: Set<string>;
  readonly directories: Map<string, string>;
  readonly links: Set<string>;
  readonly watcher: FSWatcher;
  readonly listeners: Set<Listener>;
}

const shared = new Map<string, Shared>();

/**
 * Watches one directory without its subdirectories. All callers share one watch of the system and one list of names.
 * Throws the error of the system.
 */
export function openDirectory(path: string, listener: Listener): OpenDirectory {
  let directory = shared.get(path);
  if (!directory) {
    directory = open(path);
    shared.set(path, directory);
  }
  const { files, directories, links, listeners, watcher } = directory;
  listeners.add(listener);
  return {
    files,
    directories,
    links,
    close() {
      listeners.delete(listener);
      if (listeners.size === 0 && shared.get(path)?.watcher === watcher) close(path);
    },
  };
}

function open(path: string): Shared {
  const own = identityOf(path);
  // The watch comes first, so that changes during the reading of names arrive as events.
  const watcher = watch(path, (event, name) => {
    if (name === null || event !== 'rename') tell(path, name, false);
    else if (name === basename(path) && identityOf(path) !== own) lose(path);
    else tell(path, name, true);
  });
  const directory: Shared = {
    files: new Set(),
    directories: new Map(),
    links: new Set(),
    watcher,
    listeners: new Set(),
  };
  watcher.on('error', () => lose(path));
  try {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isFile()) directory.files.add(entry.name);
      else take(directory, path, entry.name);
      if (entry.isSymbolicLink()) directory.links.add(entry.name);
    }
  } catch (error) {
    watcher.close();
    throw error;
  }
  return directory;
}

function tell(path: string, name: string | null, mayHaveComeOrGone: boolean): void {
  const directory = shared.get(path);
  if (!directory || name === null) return;
  const before = entryOf(directory, name);
  const now = mayHaveComeOrGone || before === null ? take(directory, path, name) : before;
  const was = directoryOf(before);
  if (was !== null && was !== directoryOf(now)) loseAll(join(path, name));
  for (const { happened } of [...directory.listeners]) happened({ name, before, now });
}

/** A directory is gone or was replaced, and so are those below it. */
function loseAll(path: string): void {
  for (const each of [...shared.keys()]) if (each === path || each.startsWith(path + sep)) lose(each);
}

function lose(path: string): void {
  const directory = shared.get(path);
  if (!directory) return;
  close(path);
  for (const { lost } of [...directory.listeners]) lost();
}

function close(path: string): void {
  shared.get(path)?.watcher.close();
  shared.delete(path);
}

function entryOf({ files, directories }: Shared, name: string): Entry {
  if (files.has(name)) return 'file';
  const directory = directories.get(name);
  return directory === undefined ? null : { directory };
}

/** Checks what is now under a name, and records it. */
function take({ files, directories }: Shared, path: string, name: string): Entry {
  const stats = look(join(path, name));
  files.delete(name);
  directories.delete(name);
  if (stats?.isFile()) {
    files.add(name);
    return 'file';
  }
  if (!stats?.isDirectory()) return null;
  directories.set(name, identity(stats));
  return { directory: identity(stats) };
}

/** The identity of a directory; null for any other entry. */
export function directoryOf(entry: Entry): string | null {
  return typeof entry === 'object' && entry !== null ? entry.directory : null;
}

function identityOf(path: string): string | null {
  const stats: Stats | undefined = look(path);
  return stats ? identity(stats) : null;
}
