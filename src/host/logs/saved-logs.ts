import type { LogStore } from '../../adapters/log/store.ts';
import { type Changed, changedServices } from '../../core/changes.ts';
import type { Purpose } from '../../core/effect.ts';

type StoredRun = ReturnType<LogStore['open']>;

/** Writes output to disk. The store is loaded after the start of the first run. */
export interface SavedLogs {
  open(run: { readonly name: string; readonly run: number; readonly purpose: Purpose }): {
    write(chunk: Buffer): void;
    end(): void;
  };
  /** Records the ends of the runs. */
  readonly follow: Changed;
  close(): Promise<void>;
}

/** `dir` contains a directory for each service. `warn` is called once when logs cannot be kept. */
export function createSavedLogs(options: {
  readonly dir: string;
  readonly warn: (message: string) => void;
}): SavedLogs {
  const runs = new Map<string, StoredRun>();
  let loading: Promise<LogStore> | undefined;
  let store: LogStore | null = null;

  async function load(): Promise<LogStore> {
    const { createLogStore } = await import('../../adapters/log/store.ts');
    store = createLogStore(options);
    return store;
  }

  return {
    open(run) {
      const key = `${run.name}/${run.run}`;
      let stored: StoredRun | null = store?.open(run) ?? null;
      if (stored) runs.set(key, stored);
      else {
        loading ??= load();
        // This comes before any output, which only arrives in a later turn of the loop.
        void loading.then((loaded) => {
          stored = loaded.open(run);
          runs.set(key, stored);
        });
      }
      return {
        write: (chunk) => stored?.write(chunk),
        end() {
          stored?.end();
          runs.delete(key);
        },
      };
    },
    follow(next, previous, touched) {
      for (const { name, service, before } of changedServices(next, previous, touched)) {
        for (const slot of ['live', 'build'] as const) {
          const [live, was] = [service[slot], before?.[slot]];
          if (live?.pid && (live.run !== was?.run || was.pid === null)) {
            runs.get(`${name}/${live.run}`)?.started(live.pid);
          }
        }
        const { lastExit } = service;
        if (lastExit && lastExit !== before?.lastExit) {
          runs.get(`${name}/${lastExit.run}`)?.exited(lastExit.code, lastExit.signal);
        }
      }
    },
    async close() {
      await store?.close();
    },
  };
}
