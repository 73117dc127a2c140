import type { ProcessSpec, ServiceSpec } from '../../core/service.ts';
import type { Mistake } from '../../present/mistake.ts';
import type { FileWatcher } from '../../runtime/ports.ts';

/** The file watches of a project, kept in line with its services. */
export interface Watchers {
  /** Watches the files of these services. Unchanged watches continue. */
  follow(specs: readonly ServiceSpec[]): Promise<void>;
  /** See `FileWatch.settled`; null for a service without watches. */
  settled(name: string): Promise<void> | null;
  close(): Promise<void>;
}

type Watch = ReturnType<FileWatcher['watch']>;
type Watching = ProcessSpec & Required<Pick<ProcessSpec, 'watch'>>;

/** Creates the watchers. Nothing is loaded before there is something to watch. */
export function createWatchers(options: {
  /** The project directory, where the search for `.gitignore` files ends. */
  readonly root: string;
  /**
   * Called when files have changed or begin to change; see `begins` of `FileWatcher`. Returns true if that had an
   * effect.
   */
  readonly changed: (name: string, paths: readonly string[]) => boolean;
  /**
   * Called with the reason why the files of a service cannot be watched; null: they need not be watched, or are watched
   * again.
   */
  readonly failed: (name: string, problem: string | null) => void;
  /** Called with the present mistakes in the watched paths of a service: paths that do not exist. */
  readonly missing: (name: string, mistakes: readonly Mistake[]) => void;
}): Watchers {
  const watches = new Map<string, { readonly key: string; readonly watch: Watch; readonly stopLooking: () => void }>();
  let closed = false;

  async function follow(specs: readonly ServiceSpec[]): Promise<void> {
    const wanted = new Map(specs.filter(isWatching).map((spec) => [spec.name, spec]));
    for (const [name, { key, watch, stopLooking }] of watches) {
      const spec = wanted.get(name);
      if (spec && keyOf(spec) === key) continue;
      watches.delete(name);
      options.failed(name, null);
      stopLooking();
      options.missing(name, []);
      void watch.close();
    }
    if (wanted.size === watches.size) return;
    const { fileWatcher } = await import('../../adapters/watch/watcher.ts');
    const { tellMissingWatches } = await import('./missing-watches.ts');
    if (closed) return;
    for (const [name, spec] of wanted) {
      if (watches.has(name)) continue;
      const watch = start(fileWatcher, spec);
      const stopLooking = tellMissingWatches(spec, options.root, (mistakes) => options.missing(name, mistakes));
      watches.set(name, { key: keyOf(spec), watch, stopLooking });
    }
  }

  function start(watcher: FileWatcher, { name, watch, dir }: Watching): Watch {
    return watcher.watch({
      spec: watch,
      dir,
      root: options.root,
      // A signal or a build reads the files at once, so it waits for the end of the burst.
      ...(watch.action === 'restart' && { begins: (paths) => options.changed(name, paths) }),
      changed: (paths) => void options.changed(name, paths),
      failed: (message) => options.failed(name, `cannot watch files: ${message}`),
    });
  }

  async function close(): Promise<void> {
    closed = true;
    for (const { stopLooking } of watches.values()) stopLooking();
    await Promise.all([...watches.values()].map(({ watch }) => watch.close()));
  }

  return { follow, settled: (name) => watches.get(name)?.watch.settled() ?? null, close };
}

function isWatching(spec: ServiceSpec): spec is Watching {
  return spec.kind !== 'target' && spec.watch !== undefined;
}

function keyOf({ watch, dir }: Watching): string {
  return JSON.stringify([watch, dir]);
}
