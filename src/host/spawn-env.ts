import type { ProcessSpec } from '../core/service.ts';
import type { ProcessHandle, ProcessHost } from '../runtime/ports.ts';
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
              spawned: (pid) => events.spawned(pid, env),
            });
      const env = envOf(request.spec);
      return env instanceof Promise ? later(env.catch(() => null).then(begin)) : begin(env);
    },
  };
}

/** A process that is started soon. Signals wait for it. */
function later(coming: Promise<ProcessHandle>): ProcessHandle {
  let handle: ProcessHandle | null = null;
  const waiting: Parameters<ProcessHandle['signal']>[] = [];
  void coming.then((started) => {
    handle = started;
    for (const args of waiting) started.signal(...args);
  });
  return {
    get pid() {
      return handle?.pid ?? null;
    },
    get identity() {
      return handle?.identity;
    },
    get isTerminal() {
      return handle?.isTerminal === true;
    },
    signal: (...args) => {
      if (handle) handle.signal(...args);
      else waiting.push(args);
    },
    resize: (cols, rows) => handle?.resize?.(cols, rows),
    write: (data) => handle?.write?.(data),
  };
}
