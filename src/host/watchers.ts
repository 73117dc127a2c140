import type { ProcessSpec, ServiceSpec } from '../core/service.ts';
import type { FileWatcher } from '../runtime/ports.ts';

/** The file watches of a project, kept in line with its services. */
export interface Watchers {
  /** Watches what these services say they watch; what is watched already, and as before, goes on. */
  follow(specs: readonly ServiceSpec[]): Promise<void>;
  close(): Promise<void>;
}

type Watch = ReturnType<FileWatcher['watch']>;
type Watching = ProcessSpec & Required<Pick<ProcessSpec, 'watch'>>;

/** Nothing is loaded before there is something to watch. */
export function createWatchers(options: {
  /** The project directory: where the search for `.gitignore` files ends. */
  readonly root: string;
  readonly changed: (name: string, paths: readonly string[]) => void;
  /** The files of a service cannot be watched, for this reason; null: they need not be any more, or are watched anew. */
  readonly failed: (name: string, problem: string | null) => void;
}): Watchers {
  const watches = new Map<string, { readonly key: string; readonly watch: Watch }>();
  let closed = false;

  async function follow(specs: readonly ServiceSpec[]): Promise<void> {
    const wanted = new Map(specs.filter(isWatching).map((spec) => [spec.name, spec]));
    for (const [name, { key, watch }] of watches) {
      const spec = wanted.get(name);
      if (spec && keyOf(spec) === key) continue;
      watches.delete(name);
      options.failed(name, null);
      void watch.close();
    }
    if (wanted.size === watches.size) return;
    const { fileWatcher } = await import('../adapters/watch/watcher.ts');
    if (closed) return;
    for (const [name, spec] of wanted) {
      if (!watches.has(name)) watches.set(name, { key: keyOf(spec), watch: start(fileWatcher, spec) });
    }
  }

  function start(watcher: FileWatcher, { name, watch, dir }: Watching): Watch {
    return watcher.watch({
      spec: watch,
      dir,
      root: options.root,
      changed: (paths) => options.changed(name, paths),
      failed: (message) => options.failed(name, `cannot watch files: ${message}`),
    });
  }

  async function close(): Promise<void> {
    closed = true;
    await Promise.all([...watches.values()].map(({ watch }) => watch.close()));
  }

  return { follow, close };
}

function isWatching(spec: ServiceSpec): spec is Watching {
  return spec.kind !== 'target' && spec.watch !== undefined;
}

function keyOf({ watch, dir }: Watching): string {
  return JSON.stringify([watch, dir]);
}
