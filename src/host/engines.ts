import type { ContainerEngines } from '../runtime/container-ports.ts';

/** What runs containers on this machine, loaded when it is first asked for; the same one for all who ask. */
export function openEngines(onNotice: (message: string) => void): () => Promise<ContainerEngines> {
  let loading: Promise<ContainerEngines> | undefined;
  return () => {
    loading ??= import('../adapters/container/index.ts').then(({ createEngines }) =>
      createEngines({ environ: withoutMarker(process.env), onNotice }),
    );
    return loading;
  };
}

/** What an engine starts for a container must not be taken for a part of the run that this process may belong to. */
function withoutMarker({ ZDEV_RUN: _, ...environ }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return environ;
}
