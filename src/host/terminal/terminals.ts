import type { Ring } from '../../adapters/log/ring.ts';
import type { Terminal } from '../../rpc/control.ts';
import type { OutputSink, ProcessHandle } from '../../runtime/ports.ts';
import { KeyError, typeKeys } from '../../vt/type-keys.ts';
import { createInputWatch } from './input-watch.ts';
import type { TerminalSize } from './run-screen.ts';
import { createWatchedTerminal, type WatchedTerminal } from './watched.ts';

/** The ptys of running services: their modes, the answers to their questions, and the clients that are attached. */
export interface Terminals {
  /** Returns a sink that follows the bytes of a run on a pty. */
  watch(run: RunName, sink: OutputSink): OutputSink;
  /** The same for a run on pipes. Only notices when the run waits for input. */
  watchPiped(run: RunName, sink: OutputSink): OutputSink;
  /** Null when the run has no pty or is over. */
  open(run: RunName, handle: ProcessHandle | undefined): Omit<Terminal, 'run'> | null;
  /** Types keys on the terminal of a run. False if it has no terminal, or a key is unknown. */
  typeKeys(run: RunName, keys: readonly string[]): boolean;
  /**
   * A client shows all terminals on a terminal of this size. Those without an attached client get this size, now and
   * later.
   */
  fit(size: TerminalSize): void;
  /** The size of a new terminal of a service. */
  sizeOf(name: string): TerminalSize;
}

/** Identifies a run. */
export interface RunName {
  readonly name: string;
  readonly run: number;
}

/** The size until a client sets another one. */
const SIZE: TerminalSize = { columns: 80, rows: 24 };

/** Creates the terminals, one for each run. A background build gets none. */
export function createTerminals(options: {
  /** The first size. The default is 80 by 24. */
  readonly size?: TerminalSize | undefined;
  /** The output of a service in memory. */
  readonly outputOf: (name: string) => Pick<Ring, 'pieces' | 'place' | 'read'>;
  /** Called when a run has asked something and waits; null: not any more. */
  readonly asked: (run: RunName, prompt: { readonly text: string; readonly terminal: boolean } | null) => void;
  /** Whether a process of the run with this leader waits in a read of its stdin. */
  readonly reads: (pid: number) => boolean;
  readonly writtenBy: (run: RunName) => number;
  readonly handleOf: (run: RunName) => ProcessHandle | undefined;
}): Terminals {
  const { outputOf, handleOf, writtenBy } = options;
  const byRun = new Map<string, WatchedTerminal>();
  const sizes = new Map<string, TerminalSize>();
  let shown = options.size ?? SIZE;
  const sizeOf = (name: string) => sizes.get(name) ?? shown;
  const reads = (run: RunName) => {
    const pid = handleOf(run)?.pid ?? null;
    return pid !== null && options.reads(pid);
  };
  const inputWatch = (run: RunName, terminal: boolean, line: () => string | null | Promise<string | null>) =>
    createInputWatch({
      line,
      reads: () => reads(run),
      tell: (text) => options.asked(run, text === null ? null : { text, terminal }),
    });

  return {
    watchPiped(run, sink) {
      const line = () => outputOf(run.name).read({ limit: 1 }).unfinished?.text ?? null;
      const input = inputWatch(run, false, () => withoutEscapes(line()));
      return {
        write(chunk) {
          input.wrote(chunk);
          return sink.write(chunk);
        },
        onDrain: (resume) => sink.onDrain(resume),
        end() {
          input.close();
          sink.end();
        },
      };
    },
    watch(run, sink) {
      const terminal = createWatchedTerminal({
        run: run.run,
        output: outputOf(run.name),
        size: () => sizeOf(run.name),
        type(text) {
          const handle = handleOf(run);
          if (handle?.isTerminal) handle.write?.(text);
        },
      });
      byRun.set(keyOf(run), terminal);
      const input = inputWatch(run, true, terminal.line);
      return {
        write(chunk) {
          input.wrote(chunk);
          return terminal.write(chunk, sink);
        },
        onDrain: (resume) => sink.onDrain(resume),
        end() {
          byRun.delete(keyOf(run));
          input.close();
          terminal.end();
          sink.end();
        },
      };
    },
    open(run, handle) {
      const terminal = byRun.get(keyOf(run));
      if (!handle?.isTerminal || !terminal) return null;
      return {
        write: (data) => handle.write?.(data),
        resize(columns, rows) {
          sizes.set(run.name, { columns, rows });
          handle.resize?.(columns, rows);
          terminal.resized();
        },
        modes: terminal.modes,
        snapshot: (scrollback) => ({ at: writtenBy(run), ...sizeOf(run.name), ...terminal.snapshot(scrollback) }),
        attend: terminal.attend,
        onData: terminal.onData,
        onEnd: terminal.onEnd,
      };
    },
    typeKeys(run, keys) {
      const [terminal, handle] = [byRun.get(keyOf(run)), handleOf(run)];
      if (!handle?.isTerminal || !terminal) return false;
      try {
        handle.write?.(Buffer.from(typeKeys(keys, terminal.modes())));
        return true;
      } catch (error) {
        if (error instanceof KeyError) return false; // the signal follows at once
        throw error;
      }
    },
    fit(size) {
      shown = size;
      for (const [key, terminal] of byRun) {
        if (terminal.isAttached()) continue;
        const run = runOf(key);
        sizes.delete(run.name);
        handleOf(run)?.resize?.(size.columns, size.rows);
        terminal.resized();
      }
    },
    sizeOf,
  };
}

function keyOf({ name, run }: RunName): string {
  return `${name}/${run}`;
}

function runOf(key: string): RunName {
  const at = key.lastIndexOf('/');
  return { name: key.slice(0, at), run: Number(key.slice(at + 1)) };
}

/** Removes escape sequences: only the text counts in a line on a pipe. */
function withoutEscapes(line: string | null): string | null {
  return line === null ? null : line.replace(/\x1b(?:\[[\d;:?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)/g, '');
}
