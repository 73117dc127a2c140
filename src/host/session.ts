import { systemClock } from '../adapters/clock.ts';
import { createProcessHost } from '../adapters/process/host.ts';
import type { Project } from '../config/project.ts';
import type { ProcessSpec, ServiceSpec } from '../core/service.ts';
import type { ExitOn, State } from '../core/state.ts';
import type { Ports, ProbeOutcome } from '../runtime/ports.ts';
import { createSupervisor, type Supervisor } from '../runtime/supervisor.ts';
import { createLogs, type Logs } from './logs.ts';

/** What a session is opened with. */
export interface SessionOptions {
  readonly project: Project;
  readonly stateDir: string;
  /** Id of the project on this machine, and of this life of its supervisor: the marker of its processes. */
  readonly projectId: string;
  readonly sessionId: string;
  readonly exitOn: ExitOn;
  /** Restart services when their files change. */
  readonly watch: boolean;
  /** What `tty = "auto"` means. */
  readonly tty: boolean;
  /** Where the output of a run is shown. */
  readonly output: Ports['output'];
  readonly changed: (state: State, previous: State) => void;
  /** Something that the user should know and that is not the business of one service. */
  readonly notice: (message: string) => void;
}

/** A supervisor with the real world around it. */
export interface Session {
  readonly supervisor: Supervisor;
  readonly logs: Logs;
  /** The clock of the state. */
  nowMs(): number;
  /** Settles with the last state, when nothing is left. */
  readonly finished: Promise<State>;
  /** Lets go of the watchers and the guardian. Call it after `finished`. */
  close(): Promise<void>;
}

/** The composition root: adapters, supervisor, watchers. Nothing is started before an event asks for it. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { project } = options;
  const processes = createProcessHost({
    stateDir: options.stateDir,
    project: options.projectId,
    session: options.sessionId,
    environ: process.env,
    onNotice: options.notice,
  });
  await processes.prepare(project.services.filter((spec) => spec.kind !== 'target' && spec.status === 'start').length);

  const logs = createLogs(project.services);
  let finish: (state: State) => void;
  const finished = new Promise<State>((resolve) => {
    finish = resolve;
  });
  const supervisor = createSupervisor({
    specs: project.services,
    exitOn: options.exitOn,
    ports: {
      clock: systemClock,
      processes,
      probe: async (request) => {
        const { probers } = await import('../adapters/probe/index.ts');
        // A log line is awaited, not asked for: see `awaitLine`.
        return request.health.type === 'log' ? UNASKED : probers[request.health.type](request);
      },
      inspectPort: async (port) => (await import('../adapters/port/inspect.ts')).inspectPort(port),
      awaitLine: logs.awaitLine,
      output: (run) => logs.record(run, options.output(run)),
      wantsTty: (spec) => (spec.tty === 'auto' ? options.tty : spec.tty),
    },
    changed: options.changed,
    finished: (state) => finish(state),
  });
  const watchers = options.watch ? setImmediate(() => void watchFiles(options, supervisor, closers)) : undefined;
  const closers: (() => Promise<void>)[] = [];
  return {
    supervisor,
    nowMs: systemClock.nowMs,
    logs,
    finished,
    async close() {
      clearImmediate(watchers);
      processes.close();
      await Promise.all(closers.map((close) => close()));
    },
  };
}

/** Watches what the services say they watch. Loaded after the first services were started. */
async function watchFiles(
  options: SessionOptions,
  supervisor: Supervisor,
  closers: (() => Promise<void>)[],
): Promise<void> {
  const watching = options.project.services.filter(isWatching);
  if (watching.length === 0) return;
  const { fileWatcher } = await import('../adapters/watch/watcher.ts');
  for (const { name, watch, dir } of watching) {
    const handle = fileWatcher.watch({
      spec: watch,
      dir,
      root: options.project.dir,
      changed: (paths) => supervisor.send({ type: 'files-changed', name, paths }),
      failed: (message) => options.notice(`${name}: cannot watch files: ${message}`),
    });
    closers.push(() => handle.close());
  }
}

function isWatching(spec: ServiceSpec): spec is ProcessSpec & Required<Pick<ProcessSpec, 'watch'>> {
  return spec.kind !== 'target' && spec.watch !== undefined;
}

const UNASKED: ProbeOutcome = { ok: false, error: 'not asked for', answered: false };
