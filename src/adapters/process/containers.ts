import { imageLine } from '../../core/container.ts';
import type { ContainerEngine, ContainerEngines } from '../../runtime/container-ports.ts';
import type { AdoptRequest, OutputSink, ProcessEvents, ProcessHandle, SpawnRequest } from '../../runtime/ports.ts';
import type { AdoptedRun } from './adopt.ts';
import { adoptContainer } from './container-adopt.ts';
import { labelsFor } from './container-labels.ts';
import { STOPPED, startContainer } from './container-run.ts';
import { membersOf } from './container-usage.ts';
import type { Launched, LaunchRequest } from './launch.ts';
import type { Marker } from './marker.ts';
import type { RunFiles } from './run-files.ts';
import { listTree, type RunUsage, type TreeProcess, type Usage } from './usage.ts';

/** The container runs of one supervisor. */
export interface Containers {
  start(
    request: SpawnRequest,
    sink: OutputSink,
    events: ProcessEvents,
    how: {
      readonly marker: Marker;
      readonly launch: (tty: boolean, client: Pick<LaunchRequest, 'command' | 'sink' | 'exited'>) => Promise<Launched>;
    },
  ): ProcessHandle;
  adopt(
    request: AdoptRequest,
    sink: OutputSink,
    events: Pick<ProcessEvents, 'exited' | 'treeGone'>,
    files: RunFiles,
  ): AdoptedRun;
  /**
   * The command line that builds or fetches an image with the engine that answers. Messages meanwhile go to the sink.
   * Rejects with a message for the user, also when the wait is aborted.
   */
  imageLine(request: SpawnRequest, sink: OutputSink, signal: AbortSignal): Promise<string>;
  /** The present usage of a container, by the pid of its client; null for any other pid. */
  usage(pid: number): Promise<RunUsage | null>;
  tree(pid: number): Promise<readonly TreeProcess[] | null>;
}

/** Creates everything that containers need. Loaded when the first one starts. */
export function createContainers(parts: {
  readonly engines: ContainerEngines;
  readonly session: string;
  readonly usage: Usage;
  /** Called for each engine in use, so that its containers can be found if this process is killed. */
  readonly uses: (engine: string) => void;
  readonly onNotice: (message: string) => void;
}): Containers {
  const { engines, session, uses, onNotice } = parts;
  /** By the pid of the client. */
  const live = new Map<
    number,
    { readonly engine: ContainerEngine; readonly name: string; readonly network: string | null }
  >();

  async function ended(pid: number): Promise<void> {
    const gone = live.get(pid);
    live.delete(pid);
    parts.usage.forget(pid);
    if (!gone?.network || [...live.values()].some(({ network }) => network === gone.network)) return;
    await gone.engine.leaveNetwork(gone.network);
  }

  return {
    start({ spec, tty }, sink, events, { marker, launch }) {
      const container = spec.container!;
      return startContainer({
        ...{ container, engines, session, sink, events, onNotice },
        launch: (client) => launch(tty, client),
        labels: labelsFor(marker),
        env: spec.env,
        tty,
        using: (engine) => uses(engine.command),
        began: ({ pid }, engine) =>
          live.set(pid, { engine, name: container.name, network: container.network?.name ?? null }),
        ended,
      });
    },
    adopt({ identity }, sink, events, files) {
      const container = identity.container!;
      const engine = engines.engineOf(container.engine);
      uses(container.engine);
      return adoptContainer({
        ...{ engine, files, sink, events, ended, onNotice },
        identity: { ...identity, container },
        began: (pid) => live.set(pid, { engine, name: container.name, network: container.network }),
      });
    },
    async imageLine({ spec }, sink, signal) {
      const container = spec.container!;
      const say = (text: string) => void sink.write(Buffer.from(`${text}\n`));
      const found = await orStopped(engines.find(container.engines, say), signal);
      if (found.ok) return imageLine(container, found.engine.command) ?? 'true';
      if (found.missing)
        say(`${container.engines.join(', ')}: not on the PATH; to run it on this machine: ${container.here}`);
      throw new Error(found.message);
    },
    async usage(pid) {
      const found = live.get(pid);
      if (found === undefined) return null;
      const members = await membersOf(found.engine, found.name);
      if (members !== null) return parts.usage.of(pid, members);
      return (await found.engine.usage([found.name])).get(found.name) ?? null;
    },
    async tree(pid) {
      const found = live.get(pid);
      const members = found && (await membersOf(found.engine, found.name));
      return members ? listTree(members[0]?.pid ?? 0, members) : null;
    },
  };
}

/** Rejects when the wait is aborted. */
function orStopped<T>(coming: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error(STOPPED)));
    coming.then(resolve, reject);
  });
}
