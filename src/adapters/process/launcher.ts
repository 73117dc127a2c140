import type { SpawnRequest } from '../../runtime/ports.ts';
import { closeFifo, type Fifo, type FifoPool, hasName, isThere } from './fifo.ts';
import type { Launched, LaunchRequest } from './launch.ts';
import type { PtyLauncher } from './pty.ts';
import { keepPipes, type RunFiles } from './run-files.ts';
import { launchPiped } from './spawn.ts';

/** Starts the leader of a run: on a pty or on pipes, as one that may outlive this process where it has `files`. */
export type Launcher = (
  how: Pick<SpawnRequest, 'tty' | 'stdin'>,
  request: Omit<LaunchRequest, 'stdin'>,
  files: RunFiles | null,
) => Promise<Launched>;

export function createLauncher({
  fifos,
  lasting,
  onNotice,
}: {
  readonly fifos: FifoPool;
  /** Loaded where services survive. */
  readonly lasting: Promise<typeof import('./lasting.ts')> | null;
  readonly onNotice: (message: string) => void;
}): Launcher {
  const pty = ptyOnce(onNotice);

  async function launch(
    { tty, stdin }: Pick<SpawnRequest, 'tty' | 'stdin'>,
    request: Omit<LaunchRequest, 'stdin'>,
    files: RunFiles | null,
  ): Promise<Launched> {
    const launchPty = tty ? await pty() : null;
    const isOpen = stdin === 'open';
    if (launchPty !== null) {
      return launchPty({ ...request, stdin: isOpen ? 'pipe' : null, notes: files && (await keptLife(files)) });
    }
    // Open for reading and writing, so that it has no end, whoever dies.
    const input = isOpen ? await takeFifo() : null;
    try {
      return await launchOnPipes({ ...request, stdin: isOpen ? (input?.childFd ?? 'pipe') : null }, files);
    } finally {
      if (input !== null) closeFifo(input);
    }
  }

  async function launchOnPipes(request: LaunchRequest, files: RunFiles | null): Promise<Launched> {
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

  /** For a leader that cannot be adopted, but must be found by the next supervisor. Null where that cannot be had. */
  async function keptLife(files: RunFiles): Promise<RunFiles | null> {
    const fifo = await takeFifo();
    if (fifo === null || !hasName(fifo)) return null;
    try {
      keepPipes(fifo, files);
      return files;
    } catch {
      return null;
    } finally {
      closeFifo({ ...fifo, path: files.pipe, lifePath: null });
    }
  }

  return launch;
}

/** Null, and a notice once, when there is no pty to be had. Loaded when it is first asked for. */
function ptyOnce(onNotice: (message: string) => void): () => Promise<PtyLauncher | null> {
  let loading: Promise<PtyLauncher | null> | undefined;
  return () => {
    loading ??= import('./pty.ts').then(async ({ loadPty }) => {
      const launcher = await loadPty();
      if (launcher === null) onNotice('services run without a terminal: node-pty cannot be loaded on this machine');
      return launcher;
    });
    return loading;
  };
}
