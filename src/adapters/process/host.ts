import type { ProcessHost } from '../../runtime/ports.ts';
import { type AdoptedRun, adoptRun } from './adopt.ts';
import { closeFifo, createFifoPool, type Fifo, hasName, isThere } from './fifo.ts';
import { type Guardian, startGuardian } from './guardian.ts';
import type { Launched, LaunchRequest } from './launch.ts';
import { formatMarker, MARKER } from './marker.ts';
import type { PtyLauncher } from './pty.ts';
import { startRun } from './run.ts';
import {
  type RunFiles,
  removeRunFiles,
  restoreRunFiles,
  runFiles,
  type StatusWatch,
  watchStatus,
} from './run-files.ts';
import { createScanner } from './scan.ts';
import { launchPiped } from './spawn.ts';

/** What a process host needs to know. Neither id may hold a slash. */
export interface ProcessHostOptions {
  /** Where named pipes are made for a moment; usually `.zdev/`. */
  readonly stateDir: string;
  /** Short id of the project: the same for each of its supervisors. */
  readonly project: string;
  /** Id of this supervisor, never used before. */
  readonly session: string;
  /** What every process inherits. */
  readonly environ: Readonly<Record<string, string | undefined>>;
  /** Whether everything ends when this process is killed. Default: unless it is to survive. */
  readonly guarded?: boolean;
  /**
   * Whether services (but those on a pty) live on without this process, for another to adopt: each is led by a small
   * shell that notes its exit status, and its pipe keeps a name in `stateDir`. Default: false.
   */
  readonly survive?: boolean;
  /** Something worth telling the user that is no event of a service. */
  readonly onNotice?: (message: string) => void;
}

/** Process trees on this machine. */
export interface SystemProcessHost extends ProcessHost {
  /** Makes the pipes of so many services ahead, while other work goes on. May be left out; it saves a few ms. */
  prepare(count: number): Promise<void>;
  /** The state directory was deleted, and is there again: what runs need in it is made again. */
  restore(): void;
  /** Lets go of the guardian, of adopted runs and of unused pipes. What still runs, runs on. */
  close(): void;
}

const WARM_UP_AFTER_MS = 500;

/** The way from the supervisor to real processes. */
export function createProcessHost(options: ProcessHostOptions): SystemProcessHost {
  const { stateDir, project, session, survive = false, guarded = !survive, onNotice = () => {} } = options;
  const fifos = createFifoPool({ dir: stateDir, prefix: `pipe-${session}`, named: survive });
  const environ = withoutMarker(options.environ);
  const scan = createScanner();
  let guardian: Guardian | null = null;

  /** By the file in which their exit status will appear. */
  const adopted = new Map<string, AdoptedRun>();
  let statusWatch: StatusWatch | null = null;
  const lasting = survive ? import('./lasting.ts') : null;

  async function launch(tty: boolean, request: LaunchRequest, files: RunFiles | null): Promise<Launched> {
    const launchPty = tty ? await pty() : null;
    if (launchPty !== null) return launchPty(request);
    const fifo = await takeFifo();
    if (lasting !== null && files !== null && fifo !== null && hasName(fifo)) {
      return (await lasting).launchLasting(request, fifo, files);
    }
    return launchPiped(request, fifo);
  }

  /** Those that were deleted with the state directory are of no use. */
  async function takeFifo(): Promise<Fifo | null> {
    for (;;) {
      const fifo = fifos.take() ?? (await fifos.wait());
      if (fifo === null || isThere(fifo)) return fifo;
      closeFifo(fifo);
    }
  }

  let loading: Promise<PtyLauncher | null> | undefined;

  /** Null, and a notice once, when there is no pty to be had. */
  function pty(): Promise<PtyLauncher | null> {
    loading ??= import('./pty.ts').then(async ({ loadPty }) => {
      const launcher = await loadPty();
      if (launcher === null) onNotice('services run without a terminal: node-pty cannot be loaded on this machine');
      return launcher;
    });
    return loading;
  }

  let warm = false;

  /** The first scan is dear, the next look only at what is new: the first crash need not wait for it. */
  function warmUp(): void {
    warm = true;
    setTimeout(scan, WARM_UP_AFTER_MS).unref();
  }

  function began(pgid: number): void {
    if (!warm) warmUp();
    if (guarded) guardian ??= startGuardian({ project, session, failed: onNotice });
    guardian?.add(pgid);
  }

  function forget(path: string): void {
    adopted.delete(path);
    if (adopted.size > 0) return;
    statusWatch?.close();
    statusWatch = null;
  }

  const ended = (pgid: number) => guardian?.remove(pgid);

  return {
    prepare: (count) => fifos.prepare(count),

    spawn(request, sink, events) {
      const { spec, run, command, tty } = request;
      const marker = formatMarker({ project, session, service: spec.name, run });
      // Inherited, not copied: Node's spawn takes properties of the prototype too.
      const env: NodeJS.ProcessEnv = Object.assign(Object.create(environ), spec.env, { [MARKER]: marker });
      const files = survive ? runFiles({ stateDir, service: spec.name, run }) : null;
      return startRun({
        session,
        marker,
        sink,
        events,
        scan,
        launch: (exited) => launch(tty, { command, dir: spec.dir, env, sink, exited }, files),
        began,
        ended,
        cleared: () => files && removeRunFiles(files),
      });
    },

    adopt({ spec, run, identity }, sink, events) {
      const files = runFiles({ stateDir, service: spec.name, run });
      statusWatch ??= watchStatus(stateDir, (path) => adopted.get(path)?.look());
      const handle = adoptRun({
        identity,
        marker: formatMarker({ project, session: identity.session, service: spec.name, run }),
        files,
        sink,
        events,
        scan,
        began,
        ended,
        cleared: () => forget(files.status),
      });
      adopted.set(files.status, handle);
      return handle;
    },

    restore() {
      if (survive || adopted.size > 0) restoreRunFiles(stateDir);
    },

    close() {
      guardian?.quit();
      for (const handle of adopted.values()) handle.letGo();
      statusWatch?.close();
      fifos.close();
    },
  };
}

function withoutMarker(environ: ProcessHostOptions['environ']): Record<string, string | undefined> {
  const { [MARKER]: _outer, ...rest } = environ;
  return rest;
}
