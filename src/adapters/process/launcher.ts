import type { SpawnRequest } from '../../runtime/ports.ts';
import { closeFifo, type Fifo, type FifoPool, hasName, isThere } from './fifo.ts';
import type { Launched, LaunchRequest } from './launch.ts';
import type { PtyLauncher } from './pty.ts';
import { keepPipes, type RunFiles } from './run-files.ts';
import { launchPiped } from './spawn.ts';

/** Starts the leader of a run on a pty or on pipes. With `files`, it may outlive this process. */
export type Launcher = (
  how: Pick<SpawnRequest, 'spec' | 'tty' | 'stdin'>,
  request: Omit<LaunchRequest, 'stdin'>,
  files: RunFiles | null,
) => Promise<Launched>;

export function createLauncher({
  fifos,
  detached,
  onNotice,
}: {
  readonly fifos: FifoPool;
  /** Loaded if services outlive their supervisor. */
  readonly detached: Promise<typeof import('./detached.ts')> | null;
  readonly onNotice: (message: string) => void;
}): Launcher {
  const pty = ptyOnce(onNotice);
  /** Whether terminals that outlive this process are available. */
  let scripting: 'perhaps' | 'none' = 'perhaps';

  async function launch(
    { spec, tty, stdin }: Pick<SpawnRequest, 'spec' | 'tty' | 'stdin'>,
    request: Omit<LaunchRequest, 'stdin'>,
    files: RunFiles | null,
  ): Promise<Launched> {
    const isOpen = stdin === 'open';
    // The client of a container is not adopted: a new one connects to the container.
    const outlivesSupervisor = files !== null && spec.container === undefined;
    const onScript =
      tty && outlivesSupervisor ? await launchOnScript({ ...request, stdin: isOpen ? 'pipe' : null }, files) : null;
    if (onScript !== null) return onScript;
    // If the terminal is optional, adoption later is worth more than a pty.
    const launchPty = tty && (!outlivesSupervisor || spec.tty === true) ? await pty() : null;
    if (launchPty !== null) {
      return launchPty({ ...request, stdin: isOpen ? 'pipe' : null, notes: files && (await keptLife(files)) });
    }
    // Open for reading and writing, so that it has no end, whichever process dies.
    const input = isOpen ? await takeFifo() : null;
    try {
      return await launchOnPipes({ ...request, stdin: isOpen ? (input?.childFd ?? 'pipe') : null }, files);
    } finally {
      if (input !== null) closeFifo(input);
    }
  }

  /** Null if there is no `script`, or it finds no terminal. */
  async function launchOnScript(request: LaunchRequest, files: RunFiles): Promise<Launched | null> {
    if (scripting === 'none' || detached === null) return null;
    const { hasScript, launchScript } = await import('./script-terminal.ts');
    const output = hasScript() ? await takeFifo() : null;
    const input = output && (await takeFifo());
    if (output === null || input === null || !hasName(output) || !hasName(input)) {
      for (const fifo of [output, input]) if (fifo !== null) closeFifo(fifo);
      scripting = 'none';
      return null;
    }
    const launched = await launchScript(request, { output, input, files });
    if (launched === null) scripting = 'none';
    return launched;
  }

  async function launchOnPipes(request: LaunchRequest, files: RunFiles | null): Promise<Launched> {
    const fifo = await takeFifo();
    if (detached !== null && files !== null && fifo !== null && hasName(fifo)) {
      return (await detached).launchDetached(request, fifo, files);
    }
    return launchPiped(request, fifo);
  }

  /** Skips pipes that were deleted with the state directory. */
  async function takeFifo(): Promise<Fifo | null> {
    for (;;) {
      const fifo = fifos.take() ?? (await fifos.wait());
      if (fifo === null || isThere(fifo)) return fifo;
      closeFifo(fifo);
    }
  }

  /**
   * The life files of a leader that cannot be adopted but that the next supervisor must find. Null if there are none.
   */
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

/** Loads the pty launcher on demand. Null, with one notice, if there is no pty. */
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
