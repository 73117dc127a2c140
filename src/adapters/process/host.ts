import type { ProcessHost } from '../../runtime/ports.ts';
import { createFifoPool } from './fifo.ts';
import { type Guardian, startGuardian } from './guardian.ts';
import type { Launched, LaunchRequest } from './launch.ts';
import { formatMarker, MARKER } from './marker.ts';
import type { PtyLauncher } from './pty.ts';
import { startRun } from './run.ts';
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
  /** Whether everything ends when this process is killed. Default: true. */
  readonly guarded?: boolean;
  /** Something worth telling the user that is no event of a service. */
  readonly onNotice?: (message: string) => void;
}

/** Process trees on this machine. */
export interface SystemProcessHost extends ProcessHost {
  /** Makes the pipes of so many services ahead, while other work goes on. May be left out; it saves a few ms. */
  prepare(count: number): Promise<void>;
  /** Lets go of the guardian and of unused pipes. What still runs, runs on. */
  close(): void;
}

const WARM_UP_AFTER_MS = 500;

/** The way from the supervisor to real processes. */
export function createProcessHost(options: ProcessHostOptions): SystemProcessHost {
  const { stateDir, project, session, guarded = true, onNotice = () => {} } = options;
  const fifos = createFifoPool({ dir: stateDir, prefix: `pipe-${session}` });
  const environ = withoutMarker(options.environ);
  const scan = createScanner();
  let guardian: Guardian | null = null;

  async function launch(tty: boolean, request: LaunchRequest): Promise<Launched> {
    const launchPty = tty ? await pty() : null;
    if (launchPty !== null) return launchPty(request);
    return launchPiped(request, fifos.take() ?? (await fifos.wait()));
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

  return {
    prepare: (count) => fifos.prepare(count),

    spawn(request, sink, events) {
      const { spec, run, command, tty } = request;
      const marker = formatMarker({ project, session, service: spec.name, run });
      // Inherited, not copied: Node's spawn takes properties of the prototype too.
      const env: NodeJS.ProcessEnv = Object.assign(Object.create(environ), spec.env, { [MARKER]: marker });
      return startRun({
        marker,
        sink,
        events,
        scan,
        launch: (exited) => launch(tty, { command, dir: spec.dir, env, sink, exited }),
        began(pgid) {
          if (!warm) warmUp();
          if (guarded) guardian ??= startGuardian({ project, session, failed: onNotice });
          guardian?.add(pgid);
        },
        ended: (pgid) => guardian?.remove(pgid),
      });
    },

    close() {
      guardian?.quit();
      fifos.close();
    },
  };
}

function withoutMarker(environ: ProcessHostOptions['environ']): Record<string, string | undefined> {
  const { [MARKER]: _outer, ...rest } = environ;
  return rest;
}
