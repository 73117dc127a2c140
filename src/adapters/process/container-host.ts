import type { ContainerEngines } from '../../runtime/container-ports.ts';
import type { ProcessEvents, ProcessHandle, ProcessHost } from '../../runtime/ports.ts';
import type { AdoptedRun } from './adopt.ts';
import type { Containers } from './containers.ts';
import { later } from './later.ts';
import { type LaunchRequest, SIZE } from './launch.ts';
import type { Launcher } from './launcher.ts';
import { formatMarker, MARKER } from './marker.ts';
import { type RunFiles, removeRunFiles, runFiles } from './run-files.ts';
import type { RunUsage, TreeProcess, Usage } from './usage.ts';

/** The part of a process host that runs containers. Nothing of it is loaded before the first one starts. */
export interface ContainerHost extends ProcessHost {
  /** See `Containers`. */
  readonly imageLine: Containers['imageLine'];
  /** The usage of those pids that stand for containers. */
  usage(pids: readonly number[]): Promise<ReadonlyMap<number, RunUsage>>;
  tree(pid: number): Promise<readonly TreeProcess[] | null>;
}

export function createContainerHost(options: {
  readonly stateDir: string;
  readonly project: string;
  readonly session: string;
  readonly environ: Readonly<Record<string, string | undefined>>;
  readonly outlivesSupervisor: boolean;
  readonly usage: Usage;
  readonly engines: (() => Promise<ContainerEngines>) | undefined;
  readonly launch: Launcher;
  readonly uses: (engine: string) => void;
  readonly adopted: Set<AdoptedRun>;
  readonly onNotice: (message: string) => void;
}): ContainerHost {
  const { stateDir, project, session, environ, outlivesSupervisor, adopted } = options;
  let loading: Promise<Containers> | undefined;

  function containers(): Promise<Containers> {
    loading ??= Promise.all([import('./containers.ts'), options.engines?.()]).then(
      ([{ createContainers }, engines]) => {
        if (engines === undefined) throw new Error('containers cannot be run here');
        return createContainers({ ...options, engines });
      },
    );
    return loading;
  }

  return {
    spawn(request, sink, events): ProcessHandle {
      const { spec, run } = request;
      const marker = { project, session, service: spec.name, run };
      const env: NodeJS.ProcessEnv = Object.assign(Object.create(environ), spec.env, {
        [MARKER]: formatMarker(marker),
      });
      const files = outlivesSupervisor ? runFiles({ stateDir, service: spec.name, run }) : null;
      const launch = (tty: boolean, client: Pick<LaunchRequest, 'command' | 'sink' | 'exited'>) =>
        options.launch(
          { spec, tty, ...(tty && { stdin: 'open' }) },
          { ...client, dir: '/', env, size: request.size ?? SIZE },
          files,
        );
      return later(containers().then((all) => all.start(request, sink, clearing(events, files), { marker, launch })));
    },
    adopt(request, sink, events): AdoptedRun {
      const files = runFiles({ stateDir, service: request.spec.name, run: request.run });
      let handle: AdoptedRun | null = null;
      let isLeft = false;
      const coming = containers().then((all) => {
        const treeGone = () => {
          if (handle !== null) adopted.delete(handle);
          events.treeGone();
        };
        handle = all.adopt(request, sink, { ...events, treeGone }, files);
        adopted.add(handle);
        if (isLeft) handle.letGo();
        return handle;
      });
      const letGo = () => {
        isLeft = true;
        handle?.letGo();
      };
      return Object.assign(later(coming, request.identity), { letGo });
    },
    imageLine: async (...request: Parameters<Containers['imageLine']>) => (await containers()).imageLine(...request),
    async usage(pids) {
      const all = await loading;
      if (all === undefined) return new Map();
      const found = await Promise.all(pids.map(async (pid) => [pid, await all.usage(pid)] as const));
      return new Map(found.flatMap(([pid, use]) => (use === null ? [] : [[pid, use] as const])));
    },
    tree: async (pid) => (await (await loading)?.tree(pid)) ?? null,
  };
}

/** Removes the files of a run when it is over. */
function clearing(events: ProcessEvents, files: RunFiles | null): ProcessEvents {
  if (files === null) return events;
  return {
    ...events,
    spawnFailed(message) {
      removeRunFiles(files);
      events.spawnFailed(message);
    },
    treeGone() {
      removeRunFiles(files);
      events.treeGone();
    },
  };
}
