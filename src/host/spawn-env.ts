import { later } from '../adapters/process/later.ts';
import type { ProcessSpec } from '../core/service.ts';
import type { ProcessHost } from '../runtime/ports.ts';
import type { EnvAgain } from './env-again.ts';

type Env = ProcessSpec['env'];

/** Spawns with the environment that a run is to have now, and tells with `spawned` where it is not the one of the spec. */
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
