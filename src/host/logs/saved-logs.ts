import { createLogStore, type LogStore } from '../../adapters/log/store.ts';
import { type Changed, changedServices } from '../../core/changes.ts';
import type { Purpose } from '../../core/effect.ts';

type StoredRun = ReturnType<LogStore['open']>;

/** Saves the output of runs on disk. */
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
  const store = createLogStore(options);

  return {
    open(run) {
      const key = `${run.name}/${run.run}`;
      const stored = store.open(run);
      runs.set(key, stored);
      return {
        write: (chunk) => stored.write(chunk),
        end() {
          stored.end();
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
    close: () => store.close(),
  };
}
