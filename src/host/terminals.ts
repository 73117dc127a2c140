import type { Terminal } from '../rpc/control.ts';
import type { OutputSink, ProcessHandle } from '../runtime/ports.ts';

/** The ptys of running services, for those who attach to them. */
export interface Terminals {
  /** Lets the bytes of a run be seen on their way to its sink. Costs nothing while nobody is attached. */
  watch(run: RunName, sink: OutputSink): OutputSink;
  /** Null when the run has no pty, or is over. */
  open(run: RunName, handle: ProcessHandle | undefined): Omit<Terminal, 'run' | 'at'> | null;
}

interface RunName {
  readonly name: string;
  readonly run: number;
}

interface Watchers {
  readonly data: Set<(chunk: Buffer) => void>;
  readonly end: Set<() => void>;
}

/** Watchers are kept by run: a build that works beside a service is none of their business. */
export function createTerminals(): Terminals {
  const byRun = new Map<string, Watchers>();
  return {
    watch(run, sink) {
      const watchers: Watchers = { data: new Set(), end: new Set() };
      byRun.set(keyOf(run), watchers);
      return {
        write(chunk) {
          for (const tell of watchers.data) tell(chunk);
          return sink.write(chunk);
        },
        onDrain: (resume) => sink.onDrain(resume),
        end() {
          byRun.delete(keyOf(run));
          for (const tell of watchers.end) tell();
          sink.end();
        },
      };
    },
    open(run, handle) {
      const watchers = byRun.get(keyOf(run));
      if (!handle?.isTerminal || !watchers) return null;
      return {
        write: (data) => handle.write?.(data),
        resize: (columns, rows) => handle.resize?.(columns, rows),
        onData(callback) {
          watchers.data.add(callback);
          return () => watchers.data.delete(callback);
        },
        onEnd(callback) {
          watchers.end.add(callback);
          return () => watchers.end.delete(callback);
        },
      };
    },
  };
}

function keyOf({ name, run }: RunName): string {
  return `${name}/${run}`;
}
