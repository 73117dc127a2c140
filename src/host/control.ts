import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemClock } from '../adapters/clock.ts';
import type { SystemProcessHost } from '../adapters/process/host.ts';
import type { Project } from '../config/project.ts';
import type { ServiceSpec } from '../core/service.ts';
import { presentSpecs, type State } from '../core/state.ts';
import type { Control, LogAccess } from '../rpc/control.ts';
import type { Supervisor } from '../runtime/supervisor.ts';
import type { Terminals } from './terminal/terminals.ts';

declare const ZDEV_VERSION: string;

/** The parts of a session that the protocol uses. */
interface Controlled {
  readonly project: Project;
  /** The directory to which file names in requests are relative. */
  readonly cwd: string;
  readonly stateDir: string;
  readonly supervisor: Supervisor;
  readonly processes: Pick<SystemProcessHost, 'usage' | 'tree'>;
  readonly nowMs: () => number;
  readonly onChange: Control['onChange'];
  readonly logs: LogAccess;
  readonly terminals: Terminals;
  /** Reads the config again. */
  readonly reload: Control['reload'];
  /** Services that were added at run time. They survive a reload. */
  readonly added: Map<string, ServiceSpec>;
  readonly shutdown: Control['shutdown'];
  readonly proxies: Control['proxies'];
  readonly freePort: Control['freePort'];
  readonly changedFiles: Control['changedFiles'];
  readonly mistakes: Control['mistakes'];
  readonly addresses: Control['addresses'];
}

/** The supervisor of a session, as the protocol sees it. Rarely used parts are loaded on demand. */
export function createControl(session: Controlled): Control {
  const { project, supervisor, added } = session;
  const sinceEpochMs = Date.now() - session.nowMs();
  const replaceSpecs = (specs: readonly ServiceSpec[]) => supervisor.send({ type: 'specs-replaced', specs });
  return {
    version: ZDEV_VERSION,
    projectDir: project.dir,
    files: project.files.map((file) => realPath(resolve(session.cwd, file))),
    projectName: project.name,
    stateDir: session.stateDir,
    pid: process.pid,
    state: () => supervisor.state,
    nowMs: session.nowMs,
    at: systemClock.at,
    wallMs: (ms) => ms + sinceEpochMs,
    send: supervisor.send,
    onChange: session.onChange,
    logs: session.logs,
    reload: session.reload,
    async addService(request) {
      const { checkAdded } = await import('./add-service.ts');
      const { dir, unitsDir } = project;
      const outcome = checkAdded(request, { dir, unitsDir, state: supervisor.state });
      if (!outcome.ok) return outcome;
      const { spec } = outcome;
      if (!request.persist) added.set(spec.name, spec);
      replaceSpecs([...presentSpecs(supervisor.state).filter((other) => other.name !== spec.name), spec]);
      return outcome;
    },
    async removeService(name) {
      added.delete(name);
      replaceSpecs(presentSpecs(supervisor.state).filter((spec) => spec.name !== name));
      await gone(name, session);
    },
    async usage(names) {
      const pids = new Map(names.flatMap((name) => leaderOf(name, supervisor.state) ?? []));
      const usages = await session.processes.usage([...pids.keys()]);
      return new Map([...usages].map(([pid, usage]) => [pids.get(pid) as string, { pid, ...usage }]));
    },
    async processTree(name) {
      const [[pid] = []] = leaderOf(name, supervisor.state) ?? [];
      return pid === undefined ? [] : session.processes.tree(pid);
    },
    shutdown: session.shutdown,
    proxies: session.proxies,
    freePort: session.freePort,
    changedFiles: session.changedFiles,
    mistakes: session.mistakes,
    addresses: session.addresses,
    searchPath: process.env['PATH'] ?? null,
    isOnTerminal(name) {
      const live = supervisor.state.services.get(name)?.live;
      return live ? supervisor.handleOf(name, live.run)?.isTerminal === true : false;
    },
    fitTerminals: session.terminals.fit,
    openTerminal(name) {
      const live = supervisor.state.services.get(name)?.live;
      if (!live) return null;
      const run = { name, run: live.run };
      const terminal = session.terminals.open(run, supervisor.handleOf(name, live.run));
      return terminal && { ...terminal, run: live.run };
    },
  };
}

/** Waits until nothing is left of a removed service, or it was added again. */
function gone(name: string, { supervisor, onChange }: Controlled): Promise<void> {
  return new Promise((resolve) => {
    const check = (state: State) => {
      if (state.services.get(name)?.leaving === true && !state.finished) return;
      stop();
      resolve();
    };
    const stop = onChange(check);
    check(supervisor.state);
  });
}

/** The leader of the present run of a service; undefined without one. */
function leaderOf(name: string, state: State): [[pid: number, name: string]] | undefined {
  const live = state.services.get(name)?.live;
  return live?.pid && !live.leaderExited ? [[live.pid, name]] : undefined;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
