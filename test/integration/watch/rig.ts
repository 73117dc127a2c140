import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { onTestFinished } from 'vitest';
import type { WatchSizes } from '../../../src/adapters/watch/hints.ts';
import { fileWatcherOf } from '../../../src/adapters/watch/watcher.ts';
import type { WatchSpec } from '../../../src/core/service.ts';

const DEADLINE_MS = 15_000;

/** A temporary project; `files` are written before anything watches. It is removed after the test. */
export function project(files: Readonly<Record<string, string>> = {}) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'zdev-watch-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const path = (name: string) => join(root, name);
  const write = (name: string, text: string) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { root, path, write };
}

const ALL = Number.POSITIVE_INFINITY;

/** The ways of watching, by the sizes that they are for: one contract holds for them. */
export const WAYS = [
  ['chokidar', { chokidar: ALL, read: ALL }],
  ['one watch a directory, files unread', { chokidar: -1, read: -1 }],
] as const;

type Options = Partial<WatchSpec> & { readonly dir?: string };

/** Watches a project and keeps what is reported, as paths relative to its root. */
export async function watching(root: string, options: Options, sizes: WatchSizes = { chokidar: ALL, read: ALL }) {
  const calls: (readonly string[])[] = [];
  const failures: string[] = [];
  let wake = () => {};
  const watch = fileWatcherOf(sizes).watch({
    spec: { paths: ['.'], ignore: [], debounceMs: 30, action: 'restart', signal: 'SIGHUP', ...options },
    dir: options.dir ?? root,
    root,
    changed: (paths) => {
      calls.push(paths.map((path) => relative(root, path)));
      wake();
    },
    failed: (message) => void failures.push(message),
  });
  onTestFinished(() => watch.close());
  await watch.ready;
  return { calls, failures, close: watch.close, reported };

  /** Waits until a file has been reported, in whatever call. */
  async function reported(name: string): Promise<void> {
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    while (!calls.flat().includes(name)) {
      await new Promise<void>((resolve, reject) => {
        wake = resolve;
        deadline.onabort = () => reject(new Error(`${name} was not reported, only ${JSON.stringify(calls)}`));
      });
    }
  }
}
