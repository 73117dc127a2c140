import type { ContainerEngines } from '../runtime/container-ports.ts';

/** The engines that run containers on this machine, loaded at the first request. All callers get the same ones. */
export function openEngines(onNotice: (message: string) => void): () => Promise<ContainerEngines> {
  let loading: Promise<ContainerEngines> | undefined;
  return () => {
    loading ??= import('../adapters/container/index.ts').then(({ createEngines }) =>
      createEngines({ environ: withoutMarker(process.env), onNotice }),
    );
    return loading;
  };
}

/**
 * Removes the run marker, so that processes which an engine starts do not count as part of the run to which this
 * process may belong.
 */
function withoutMarker({ ZDEV_RUN: _, ...environ }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return environ;
}
