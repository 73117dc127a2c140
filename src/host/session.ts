import { join } from 'node:path';
import { systemClock } from '../adapters/clock.ts';
import { createProcessHost } from '../adapters/process/host.ts';
import { checkRoom } from '../adapters/process/room.ts';
import type { LoadOptions, Project } from '../config/project.ts';
import type { Changed } from '../core/changes.ts';
import type { Event } from '../core/event.ts';
import type { ProcessSpec, ServiceSpec } from '../core/service.ts';
import { type ExitOn, presentSpecs, type State } from '../core/state.ts';
import { mistakeText } from '../present/mistake.ts';
import type { Control } from '../rpc/control.ts';
import type { Ports } from '../runtime/ports.ts';
import { createSupervisor, type Supervisor } from '../runtime/supervisor.ts';
import type { JournalWriter } from './adoption/journal.ts';
import { openEngines } from './engines.ts';
import { createEnvAgain } from './env-again.ts';
import { createFlightRecord } from './flight/flight-record.ts';
import { withSockets } from './front/held-sockets.ts';
import { createInbound } from './front/inbound.ts';
import { openHooks } from './hooks/project-hooks.ts';
import type { Lock } from './lock/lock.ts';
import { createLogs, type Logs } from './logs/logs.ts';
import { createMistakes } from './mistakes.ts';
import { createNeighbours } from './neighbours/neighbours.ts';
import type { ProjectServer } from './serve.ts';
import { createServiceChecks } from './service-checks.ts';
import { whenFilesAreQuiet, withAddress, withEnvAgain } from './spawn-env.ts';
import { openTerminals } from './terminal/open.ts';
import type { TerminalSize } from './terminal/run-screen.ts';
import { type AutoTty, pipesFor, wantsTerminal } from './terminal/wanted.ts';
import type { ConfigWatch } from './watching/config-watch.ts';
import { unwatched } from './watching/unwatched.ts';
import { createWatchers } from './watching/watchers.ts';

/** The options of a session. */
export interface SessionOptions {
  readonly project: Project;
  /** The options with which the project was loaded, for a reload. */
  readonly loadOptions: LoadOptions;
  readonly stateDir: string;
  /** The held lock of the project. */
  readonly lock: Lock;
  /** The ids of the project on this machine and of this life of its supervisor, for the marker of its processes. */
  readonly projectId: string;
  readonly sessionId: string;
  readonly exitOn: ExitOn;
  /** Whether services restart when their files change. */
  readonly watch: boolean;
  /** Whether to end processes that hold a port which a service needs. */
  readonly freePorts: boolean;
  /** What `tty = "auto"` means. */
  readonly tty: AutoTty;
  /** The size of the terminals of services until a client sets another one. The default is 80 by 24. */
  readonly terminalSize?: TerminalSize;
  /** Whether services live on without this process, so that the next one can adopt them. */
  readonly outlivesSupervisor: boolean;
  /** Where the output of a run is shown. */
  readonly output: Ports['output'];
  readonly changed: Changed;
  /** Messages for the user that do not concern one service. */
  readonly notice: (message: string) => void;
}

/** How a session ended: everything was stopped, or its services were left to the next supervisor. */
export interface SessionEnd {
  readonly state: State;
  readonly kept: boolean;
}

/** A supervisor with its adapters. */
export interface Session {
  readonly supervisor: Supervisor;
  readonly logs: Logs;
  /** The clock of the state. */
  nowMs(): number;
  /**
   * Begins with these events. Watching and listening come after. Settles when clients can use the socket, with null, or
   * with the reason why there is no socket.
   */
  start(events: readonly Event[]): Promise<string | null>;
  readonly finished: Promise<SessionEnd>;
  /** Closes the watchers, the guardian and the socket. Call it after `finished`. */
  close(): Promise<void>;
}

/**
 * The composition root: adapters, supervisor, watchers, socket. No service starts before an event asks for it. Rejects,
 * with a message for the user, if this process could not reliably end what it starts.
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { project, projectId, sessionId, stateDir, notice } = options;
  const engines = openEngines(notice);
  const { cwd, environ } = options.loadOptions;
  const inbound = createInbound({
    ...{ project, projectId, environ, notice, moved: () => tellAgain() },
    state: () => supervisor.state,
    send: (event) => supervisor.send(event),
  });
  const neighbours = createNeighbours({ project, send: (event) => supervisor.send(event) });
  const processes = createProcessHost({
    stateDir,
    project: projectId,
    session: sessionId,
    environ: { ...process.env, ZDEV_INSTANCE: project.instance, ZDEV_URL: undefined },
    outlivesSupervisor: options.outlivesSupervisor,
    onNotice: notice,
    engines,
  });
  const sockets = withSockets(processes);
  const named = withAddress(sockets, inbound.addresses);
  const wantsTty = (spec: ProcessSpec) => wantsTerminal(spec, options.tty);
  const atStart = project.services.flatMap((spec) => (spec.kind !== 'target' && spec.status === 'start' ? [spec] : []));
  checkRoom(atStart.length);
  await Promise.all([processes.prepare(pipesFor(atStart, options)), inbound.name(project.services)]);

  const { nowMs } = systemClock;
  const isPiped = (name: string) => {
    const spec = supervisor.state.services.get(name)?.spec;
    return spec !== undefined && spec.kind !== 'target' && !wantsTty(spec);
  };
  const logs = createLogs({ specs: project.services, dir: join(stateDir, 'logs'), warn: notice, isPiped });
  const terminals = openTerminals({ logs, supervisor: () => supervisor, size: options.terminalSize });
  const listeners = new Set<Parameters<Control['onChange']>[0]>();
  const added = new Map<string, ServiceSpec>();
  let finish: (end: SessionEnd) => void = () => {};
  const finished = new Promise<SessionEnd>((resolve) => {
    finish = resolve;
  });
  let journal: JournalWriter | null = null;
  let server: ProjectServer | null = null;
  let edits: ConfigWatch | null = null;

  const checks = createServiceChecks({
    ...{ projectId, sessionId, logs, notice, engines, endMarked: processes.endMarked },
    files: project.files,
    root: project.dir,
    specs: () => presentSpecs(supervisor.state),
    cwd,
    freePorts: options.freePorts,
  });
  const envAgain = createEnvAgain({ project, loadOptions: options.loadOptions, notice });
  const flight = createFlightRecord({ stateDir, session: sessionId, failed: notice });
  const supervisor = createSupervisor({
    specs: options.watch ? project.services : unwatched(project.services),
    exitOn: options.exitOn,
    ports: {
      clock: systemClock,
      recorder: flight,
      processes: whenFilesAreQuiet(withEnvAgain(named, envAgain.envOf), (name) => watchers.settled(name)),
      probe: checks.probe,
      inspectPort: checks.inspectPort,
      diagnose: checks.diagnose,
      awaitMending: checks.awaitMending,
      drain: (name) => inbound.drain(name),
      awaitLine: logs.awaitLine,
      output(run, tty) {
        const sink = logs.record(run, options.output(run, tty));
        if (tty) return terminals.watch(run, sink);
        return run.purpose === 'exec' ? terminals.watchPiped(run, sink) : sink;
      },
      typeKeys: terminals.typeKeys,
      terminalSize: terminals.sizeOf,
      wantsTty,
    },
    changed(next, previous, touched) {
      inbound.changed(next, previous, touched);
      options.changed(next, previous, touched);
      journal?.changed(next);
      logs.follow(next, previous, touched);
      hooks.changed(next, previous, touched);
      for (const tell of listeners) tell(next, previous);
    },
    finished: (state) => finish({ state, kept: false }),
  });
  const hooks = await openHooks({
    ...{ project, projectId, sessionId, nowMs, logs, notice },
    state: () => supervisor.state,
    output: options.output,
  });
  const tellAgain = () => {
    const { state } = supervisor;
    for (const tell of listeners) tell(state, state);
  };
  const mistakes = createMistakes(project.diagnostics, tellAgain);
  const watchers = createWatchers({
    root: project.dir,
    changed(name, paths) {
      const triggerOf = () => supervisor.state.services.get(name)?.trigger;
      const before = triggerOf();
      supervisor.send({ type: 'files-changed', name, paths });
      return triggerOf() !== before;
    },
    failed(name, problem) {
      if (problem !== null) notice(`${name}: ${problem}`);
      mistakes.watch(name, problem);
    },
    missing(name, found) {
      for (const mistake of found) notice(mistakeText(mistake));
      mistakes.missing(name, found);
    },
  });

  const reload: Control['reload'] = async (name, by) => {
    const { readAgain } = await import('./reload.ts');
    const state = supervisor.state;
    const {
      outcome,
      specs,
      project: read,
    } = await readAgain({
      loadOptions: options.loadOptions,
      state,
      added: [...added.values()],
      watch: options.watch,
      name,
    });
    mistakes.read(read.diagnostics);
    if (!outcome.ok) return outcome;
    envAgain.reloaded(read, name);
    edits?.follow([...read.sources.config.keys()]);
    await hooks.reloaded(read.hooks, specs);
    supervisor.send({ type: 'specs-replaced', specs, ...(by && { by }) });
    await Promise.all([inbound.follow(specs), sockets.follow(specs), neighbours.follow(specs)]);
    if (options.watch) await watchers.follow(specs);
    return outcome;
  };

  const shutdown: Control['shutdown'] = ({ keep, force, by }) => {
    if (keep && options.outlivesSupervisor) finish({ state: supervisor.state, kept: true });
    else supervisor.send({ type: 'shutdown-requested', force, ...(by && { by }) });
  };

  async function followConfig(): Promise<void> {
    const { watchConfig } = await import('./watching/config-watch.ts');
    const again = () => reload(undefined, { name: 'auto_reload', pid: null });
    const watched = { project, cwd, changedFiles: envAgain.changedFiles };
    edits = await watchConfig({ ...watched, reload: again, notice, changed: mistakes.changed });
  }

  async function listen(): Promise<void> {
    const [{ serveProject }, proxies] = await Promise.all([import('./serve.ts'), inbound.proxies()]);
    const { freePort } = checks;
    const controlled = {
      ...{ project, cwd, stateDir, supervisor, processes, nowMs },
      ...{ logs, terminals, reload, added, shutdown, freePort, proxies },
      changedFiles: envAgain.changedFiles,
      mistakes: mistakes.list,
      addresses: inbound.addresses,
    };
    const onChange: Control['onChange'] = (callback) => {
      listeners.add(callback);
      return () => listeners.delete(callback);
    };
    const restored = () => {
      processes.restore();
      journal?.restore();
    };
    server = await serveProject({ ...controlled, onChange }, { projectId, lock: options.lock, restored, notice });
    void inbound.openNames({ projectId, control: server.control });
  }

  return {
    supervisor,
    logs,
    nowMs,
    finished,
    async start(events) {
      if (options.outlivesSupervisor) {
        const { createJournal } = await import('./adoption/journal.ts');
        const handleOf = supervisor.handleOf;
        journal = createJournal({
          ...{ stateDir, handleOf, nowMs },
          project: projectId,
          session: sessionId,
          failed: notice,
        });
      }
      await Promise.all([inbound.follow(project.services), sockets.follow(project.services)]);
      for (const event of events) supervisor.send(event);
      await new Promise(setImmediate);
      if (options.watch) void watchers.follow(project.services);
      void neighbours.follow(project.services);
      void followConfig();
      return listen().then(
        () => null,
        (error: Error) => error.message,
      );
    },
    async close() {
      const { kept } = await finished;
      if (!kept) await Promise.all([hooks.end(), checks.end(), sockets.closeSockets()]);
      flight.close();
      journal?.close({ keep: kept });
      neighbours.close();
      await Promise.all([processes, watchers, logs, server, inbound, edits].map((part) => part?.close()));
    },
  };
}
