import { abortedBySignals, later } from '../adapters/process/later.ts';
import type { ProcessSpec } from '../core/service.ts';
import type { ProcessHost } from '../runtime/ports.ts';
import type { EnvAgain } from './env-again.ts';

type Env = ProcessSpec['env'];

/** Spawns each run with its present environment. Reports it with `spawned` if it differs from the spec. */
export function withEnvAgain(processes: ProcessHost, envOf: EnvAgain['envOf']): ProcessHost {
  return {
    adopt: processes.adopt,
    spawn(request, output, events) {
      const begin = (env: Env | null) =>
        env === null
          ? processes.spawn(request, output, events)
          : processes.spawn({ ...request, spec: { ...request.spec, env } }, output, {
              ...events,
              spawned: (pid, news) => events.spawned(pid, { ...news, env }),
            });
      const env = envOf(request.spec);
      return env instanceof Promise ? later(env.catch(() => null).then(begin)) : begin(env);
    },
  };
}

/** Spawns each service with its address as `ZDEV_URL`, if it has one. */
export function withAddress(processes: ProcessHost, addresses: () => ReadonlyMap<string, string>): ProcessHost {
  return {
    ...processes,
    spawn(request, output, events) {
      const { spec } = request;
      const url = addresses().get(spec.name);
      const env = url === undefined ? spec.env : { ZDEV_URL: url, ...spec.env };
      return processes.spawn({ ...request, spec: { ...spec, env } }, output, events);
    },
  };
}

/**
 * Spawns when the watched files of a service are quiet, so that a run begins with the whole change and not with a part
 * of it. A signal that is meant to end the run ends the wait too.
 */
export function whenFilesAreQuiet(
  processes: ProcessHost,
  settled: (name: string) => Promise<void> | null,
): ProcessHost {
  return {
    ...processes,
    spawn(request, output, events) {
      const quiet = settled(request.spec.name);
      if (quiet === null) return processes.spawn(request, output, events);
      const waiting = new AbortController();
      const hurried = new Promise<void>((resolve) => {
        waiting.signal.addEventListener('abort', () => resolve());
      });
      const coming = Promise.race([quiet, hurried]).then(() => processes.spawn(request, output, events));
      return abortedBySignals(later(coming), waiting);
    },
  };
}
