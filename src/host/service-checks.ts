import { systemClock } from '../adapters/clock.ts';
import { formatMarker, MARKER, parseMarker } from '../adapters/process/marker.ts';
import type { PortHolder } from '../core/port-holder.ts';
import type { ServiceSpec } from '../core/service.ts';
import type { LogAccess } from '../rpc/control.ts';
import type { ContainerEngines } from '../runtime/container-ports.ts';
import type { PortInspector, Ports, ProbeOutcome, ProbeRequest, Prober } from '../runtime/ports.ts';

/** How the supervisor sees the outside world: checks, ports, and the causes of failures. */
export interface ServiceChecks extends Pick<Ports, 'probe' | 'inspectPort' | 'diagnose' | 'awaitMending'> {
  /** Stops all checks, and ends the processes that they have started, even those that left their group. */
  end(): Promise<void>;
  /** From now on, ends the holder of this port until the port is free. */
  freePort(port: number): void;
}

/** Creates the checks. Nothing is loaded before it is needed. */
export function createServiceChecks(parts: {
  readonly projectId: string;
  readonly sessionId: string;
  readonly logs: Pick<LogAccess, 'tail'>;
  /** The config files as the user would write them, and the directory to which they are relative. */
  readonly files: readonly string[];
  readonly cwd: string;
  /** The project directory. */
  readonly root: string;
  /** All present services. */
  readonly specs: () => readonly ServiceSpec[];
  /** Whether to end processes that hold a port which a service needs. */
  readonly freePorts: boolean;
  readonly notice: (message: string) => void;
  readonly engines: () => Promise<ContainerEngines>;
  readonly endMarked: (marker: string) => Promise<void>;
}): ServiceChecks {
  const { projectId, sessionId, notice } = parts;
  const asker = { projectId, root: parts.root };
  const marker = formatMarker({ project: projectId, session: sessionId, service: 'probe', run: 0 });
  let hasRun = false;
  /** Ports whose holder the user wants ended, until they are free. */
  const freed = new Set<number>();
  const inspector = once(async () => {
    const { portInspector } = await import('./ports/port-inspector.ts');
    return portInspector({ free: (port) => parts.freePorts || freed.has(port), notice, asker });
  });
  const prober = once(async () => {
    const [{ probers }, { withAnswererChecked }, { withOwner }] = await Promise.all([
      import('../adapters/probe/index.ts'),
      import('./ports/answering-process.ts'),
      import('./ports/port-owner.ts'),
    ]);
    const ask: Prober = async (request) => {
      // Log checks do not come here: `awaitLine` waits for the line.
      if (request.health.type === 'log') return UNASKED;
      if (request.health.inside && request.container) return probers.exec(await inContainer(request));
      hasRun ||= request.health.type === 'exec';
      // The marker lets the end of zdev, and the guardian, find processes that an `exec` check has started.
      return probers[request.health.type]({ ...request, env: { ...request.env, [MARKER]: marker } });
    };
    const named = (holder: PortHolder) => withOwner(holder, asker);
    const isOwn = (name: string, value: string) => {
      const other = parseMarker(value);
      return other?.project === projectId && other.service === name;
    };
    return withAnswererChecked({ ask, isOwn, named, nowMs: systemClock.nowMs });
  });
  /** A shell of this machine starts the client of the engine, without the marker of a run. */
  async function inContainer(request: ProbeRequest): Promise<ProbeRequest> {
    const { health, container } = request;
    const found = await (await parts.engines()).find(container!.engines);
    const target = found.ok
      ? found.engine.execLine(container!.name, health.inside!)
      : `echo '${found.message}' >&2; exit 1`;
    return { ...request, dir: parts.root, health: { ...health, target } };
  }
  const inspectPort: PortInspector = async (port) => {
    const holder = await (await inspector())(port);
    if (!holder) freed.delete(port);
    return holder;
  };
  const diagnoser = once(async () => {
    const { createDiagnoser } = await import('./diagnosing.ts');
    return createDiagnoser({ ...parts, inspectPort: (port) => inspectPort(port) });
  });

  return {
    probe: async (request) => (await prober())(request),
    inspectPort,
    diagnose: async (failed) => (await diagnoser()).diagnose(failed),
    awaitMending: (request) => void diagnoser().then(({ awaitMending }) => awaitMending(request)),
    end: async () => (hasRun ? parts.endMarked(marker) : undefined),
    freePort: (port) => void freed.add(port),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const UNASKED: ProbeOutcome = { ok: false, error: { type: 'message', text: 'not asked for' }, answered: false };
