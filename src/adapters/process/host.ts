import type { LeftProcess } from '../../core/event.ts';
import type { ContainerEngines } from '../../runtime/container-ports.ts';
import type { ProcessHost } from '../../runtime/ports.ts';
import { type AdoptedRun, adoptRun } from './adopt.ts';
import { createContainerHost } from './container-host.ts';
import { createEndings } from './endings.ts';
import { noteEngine } from './engine-notes.ts';
import { createFifoPool } from './fifo.ts';
import { type Guardian, startGuardian } from './guardian.ts';
import { abortedBySignals } from './later.ts';
import { SIZE } from './launch.ts';
import { createLauncher } from './launcher.ts';
import { formatMarker, MARKER } from './marker.ts';
import type { Output } from './output.ts';
import { createProcessTable } from './process-table.ts';
import { startRun } from './run.ts';
import { removeRunFiles, restoreRunFiles, runFiles } from './run-files.ts';
import { createScanner } from './scan.ts';
import { createSuspensions } from './suspension.ts';
import { createUsage, listTree, type RunUsage, type TreeProcess } from './usage.ts';

/** The options of a process host. Neither id may contain a slash. */
export interface ProcessHostOptions {
  /** Where named pipes are made for a moment; usually `.zdev/`. */
  readonly stateDir: string;
  /** A short id of the project, the same for each of its supervisors. */
  readonly project: string;
  /** The id of this supervisor, never used before. */
  readonly session: string;
  /** The environment that every process inherits. */
  readonly environ: Readonly<Record<string, string | undefined>>;
  /** Whether everything ends when this process is killed. Default: unless services outlive their supervisor. */
  readonly guarded?: boolean;
  /**
   * Whether services (except on a pty) live on without this process, so that another one can adopt them. A small shell
   * leads each of them and records its exit status, and its pipe keeps a name in `stateDir`. Default: false.
   */
  readonly outlivesSupervisor?: boolean;
  /** Receives messages for the user that are not events of a service. */
  readonly onNotice?: (message: string) => void;
  /** The container engines, loaded when the first container starts. Without them, none can start. */
  readonly engines?: () => Promise<ContainerEngines>;
}

/** Process trees on this machine. */
export interface SystemProcessHost extends ProcessHost {
  /**
   * Starts the guardian, and makes this many pipes in advance: one for each output, and one for each open stdin. Call
   * this before the first spawn. Rejects, with a message for the user, if services could be left behind.
   */
  prepare(count: number): Promise<void>;
  /** The state directory was deleted and exists again: creates the directory of runs in it. */
  restore(): void;
  /** The present usage of runs, by the pid of their leader. Runs that are over are left out. */
  usage(pids: readonly number[]): Promise<ReadonlyMap<number, RunUsage>>;
  /** The processes of a run, by the pid of its leader: the leader first, parents before their children. */
  tree(pid: number): Promise<readonly TreeProcess[]>;
  /** Ends the processes with this marker that are not part of a run. */
  endMarked(marker: string): Promise<void>;
  /** Lets go of the guardian, of adopted runs and of unused pipes. Running services continue. */
  close(): Promise<void>;
}

const WARM_UP_AFTER_MS = 500;

/** Creates the process host of this system. */
export function createProcessHost(options: ProcessHostOptions): SystemProcessHost {
  const {
    stateDir,
    project,
    session,
    outlivesSupervisor = false,
    guarded = !outlivesSupervisor,
    onNotice = () => {},
  } = options;
  const fifos = createFifoPool({ dir: stateDir, prefix: `pipe-${session}`, named: outlivesSupervisor });
  const environ = withoutMarker(options.environ);
  const table = createProcessTable();
  const scan = createScanner(table.refresh);
  const endings = createEndings(scan);
  const usage = createUsage();
  const suspensions = createSuspensions(scan);
  /** The markers of existing runs, by the pid of their leader. */
  const markers = new Map<number, string>();
  let guardian: Guardian | null = null;

  const adopted = new Set<AdoptedRun>();
  /** The outputs of runs that were started here. */
  const outputs = new Set<Output>();
  const detached = outlivesSupervisor ? import('./detached.ts') : null;

  const launch = createLauncher({ fifos, detached, onNotice });

  /**
   * Starts the guardian before the first service, so that no service starts unguarded because processes or files have
   * run out.
   */
  function guard(): Guardian | null {
    if (guarded) guardian ??= startGuardian({ project, session, failed: onNotice });
    return guardian;
  }

  function began(pgid: number, marker: string): void {
    markers.set(pgid, marker);
    table.add({ pid: pgid, marker });
    guardian?.add(pgid);
  }

  function ended(pgid: number, marker: string): void {
    markers.delete(pgid);
    suspensions.remove(pgid);
    usage.forget(pgid);
    table.remove(marker);
    guardian?.remove(pgid);
  }

  /** The living processes of a run whose leader is gone. */
  async function leftBehind(marker: string): Promise<readonly LeftProcess[]> {
    const seen = await scan();
    const tree = await listTree(0, seen.members(marker));
    return tree.filter(({ state }) => state !== 'Z').map(({ pid, command }) => ({ pid, command }));
  }

  const containers = createContainerHost({
    ...{ stateDir, project, session, environ, outlivesSupervisor, usage, launch, adopted, onNotice },
    engines: options.engines,
    uses(engine) {
      guardian?.uses(engine);
      noteEngine(stateDir, engine);
    },
  });

  /**
   * Looks at all present processes in advance. That first scan is expensive and later ones see only new processes, so
   * the first crash need not wait for it.
   */
  function lookForOlder(): void {
    table.includeOlder();
    setTimeout(scan, WARM_UP_AFTER_MS).unref();
  }

  return {
    async prepare(count) {
      const reason = await guard()?.started;
      if (reason) throw new Error(`its guardian, which ends services if zdev is killed, cannot start: ${reason}`);
      await fifos.prepare(count);
    },

    spawn(request, sink, events) {
      guard();
      const { spec, run, command, purpose } = request;
      if (spec.container && purpose === 'exec') return containers.spawn(request, sink, events);
      const marker = formatMarker({ project, session, service: spec.name, run });
      // Inherited, not copied: Node's spawn also takes properties of the prototype.
      const env: NodeJS.ProcessEnv = Object.assign(Object.create(environ), spec.env, { [MARKER]: marker });
      const files = outlivesSupervisor ? runFiles({ stateDir, service: spec.name, run }) : null;
      const waiting = new AbortController();
      let output: Output | null = null;
      const handle = startRun({
        session,
        marker,
        sink,
        events,
        endings,
        async launch(exited) {
          const line = spec.container ? await containers.imageLine(request, sink, waiting.signal) : command;
          return launch(
            request,
            {
              ...{ command: line, dir: spec.dir, env, size: request.size ?? SIZE, sink },
              exited(...end) {
                suspensions.exited();
                exited(...end);
              },
              ...(request.sockets && { sockets: request.sockets }),
            },
            files,
          );
        },
        began(leader) {
          const { pid, lingers = false, relay, waits } = leader;
          outputs.add(leader.output);
          output = leader.output;
          began(pid, marker);
          const tell = (is: boolean) => events.suspended?.(is);
          suspensions.add({ pid, marker, lingers, tell, ...(relay && { relay: relay.pid }) });
          void waits?.then(() => suspensions.waiting(pid));
        },
        stopping: suspensions.stopping,
        ended: (pgid) => ended(pgid, marker),
        members: async () => (await scan()).members(marker).map(({ pid }) => pid),
        leftBehind: spec.kind === 'service' ? () => leftBehind(marker) : undefined,
        treeGone() {
          if (output) outputs.delete(output);
          if (files) removeRunFiles(files);
        },
      });
      return spec.container ? abortedBySignals(handle, waiting) : handle;
    },

    adopt(request, sink, events) {
      guard();
      const { spec, run, identity } = request;
      if (identity.container) return containers.adopt(request, sink, events);
      const files = runFiles({ stateDir, service: spec.name, run });
      const marker = formatMarker({ project, session: identity.session, service: spec.name, run });
      if (adopted.size === 0) lookForOlder();
      const handle: AdoptedRun = adoptRun({
        identity,
        marker,
        files,
        sink,
        events,
        endings,
        waits: suspensions.waiting,
        began(pgid) {
          began(pgid, marker);
          suspensions.add({ pid: pgid, marker, lingers: false, tell: (is) => events.suspended?.(is) });
        },
        ended: (pgid) => ended(pgid, marker),
        treeGone: () => adopted.delete(handle),
      });
      adopted.add(handle);
      return handle;
    },

    restore() {
      if (outlivesSupervisor || adopted.size > 0) restoreRunFiles(stateDir);
    },

    async endMarked(marker) {
      await (await import('./end-marked.ts')).endMarked(scan, marker);
    },

    async usage(pids) {
      const contained = await containers.usage(pids);
      const seen = await scan();
      const own = pids.flatMap((pid): [number, RunUsage][] => {
        const marker = markers.get(pid);
        if (marker === undefined) return [];
        const members = seen.members(marker);
        suspensions.seen(pid, members);
        return [[pid, usage.of(pid, members)]];
      });
      return new Map([...contained, ...own]);
    },

    async tree(pid) {
      const contained = await containers.tree(pid);
      if (contained !== null) return contained;
      const seen = await scan();
      return listTree(pid, seen.members(markers.get(pid) ?? ''));
    },

    async close() {
      guardian?.quit();
      for (const handle of adopted) handle.letGo();
      for (const output of outputs) output.letGo();
      await fifos.close();
    },
  };
}

function withoutMarker(environ: ProcessHostOptions['environ']): Record<string, string | undefined> {
  const { [MARKER]: _outer, ...rest } = environ;
  return rest;
}
