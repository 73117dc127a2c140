import { type Dirent, type FSWatcher, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** What a tree asks, and what it tells. All paths are absolute. */
export interface TreeEvents {
  /** Whether a directory is to be watched, and its own directories to be looked at. */
  wants(directory: string): boolean;
  /** Something happened at this path. */
  touched(path: string): void;
  /** This file was found in a directory that is new, or new under its name. */
  found(file: string): void;
  /** A directory that was watched is gone or another one now; anything under it may have changed. */
  lost(directory: string): void;
  /** A directory could not be watched. */
  failed(error: NodeJS.ErrnoException): void;
}

/**
 * Watches directories and all directories below them, as they come and go: one system watch a directory, none a file.
 *
 * Not a library's: chokidar (5.0) stays with a directory that was removed and made again under the same name, as a
 * checkout does, and from then on sees nothing of it; it reads a new directory before it watches it, and so misses what
 * is made in between; and it drops a second change within 50 ms of the first.
 */
export class DirectoryTree {
  readonly #events: TreeEvents;
  readonly #watchers = new Map<string, FSWatcher>();
  #closed = false;

  constructor(events: TreeEvents) {
    this.#events = events;
  }

  /** Watches a directory and what is below it, anew if it was watched already. `found` gets the files that are there. */
  async add(directory: string, found: (file: string) => void): Promise<void> {
    this.#release(directory);
    // First watch, then read: what is made in between is seen twice rather than never.
    const watcher = this.#open(directory);
    if (!watcher) return;
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
    if (this.#watchers.get(directory) !== watcher) return;
    await Promise.all(entries.map((entry) => this.#enter(directory, entry, found)));
  }

  close(): void {
    this.#closed = true;
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #open(path: string, happened = this.#happened): FSWatcher | null {
    if (this.#closed) return null;
    try {
      const watcher = watch(path, (kind, name) => happened.call(this, path, kind, name));
      watcher.on('error', (error) => this.#failed(error));
      this.#watchers.set(path, watcher);
      return watcher;
    } catch (error) {
      this.#failed(error as NodeJS.ErrnoException);
      return null;
    }
  }

  async #enter(directory: string, entry: Dirent, found: (file: string) => void): Promise<void> {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (this.#events.wants(path)) await this.add(path, found);
    } else {
      found(path);
      if (entry.isSymbolicLink()) await this.#follow(path, found);
    }
  }

  /** A link to a directory is a directory, unless it leads upwards; a file behind a link has its own watch. */
  async #follow(link: string, found: (file: string) => void): Promise<void> {
    if (!this.#events.wants(link)) return;
    const target = await stat(link).catch(() => null);
    if (!target) return;
    if (!target.isDirectory()) {
      this.#openFile(link);
      return;
    }
    for (let above = join(link, '..'); this.#watchers.has(above); above = join(above, '..')) {
      const { dev, ino } = await stat(above).catch(() => target);
      if (dev === target.dev && ino === target.ino) return;
    }
    await this.add(link, found);
  }

  #openFile(path: string): void {
    this.#watchers.get(path)?.close();
    this.#watchers.delete(path);
    this.#open(path, (_path, kind) => {
      this.#events.touched(path);
      if (kind === 'rename') this.#openFile(path);
    });
  }

  #happened(watched: string, kind: string, name: string | null): void {
    const path = name === null ? watched : join(watched, name);
    this.#events.touched(path);
    // `rename` is said of everything that came or went.
    if (kind === 'rename' && this.#events.wants(path)) void this.#look(path);
  }

  async #look(path: string): Promise<void> {
    const now = await stat(path).catch(() => null);
    if (now?.isDirectory()) await this.add(path, this.#events.found);
    else this.#release(path);
  }

  #release(path: string): void {
    if (!this.#watchers.has(path)) return;
    for (const [other, watcher] of this.#watchers) {
      if (other !== path && !other.startsWith(path + sep)) continue;
      watcher.close();
      this.#watchers.delete(other);
    }
    this.#events.lost(path);
  }

  /** What is gone meanwhile, or closed to us, has nothing to tell. */
  #failed(error: NodeJS.ErrnoException): void {
    const { code } = error;
    if (this.#closed || code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES' || code === 'EPERM') return;
    this.#events.failed(error);
  }
}
