import type { Terminal } from '../rpc/control.ts';
import type { OutputSink, ProcessHandle } from '../runtime/ports.ts';

/** The ptys of running services, for those who attach to them. */
export interface Terminals {
  /** Lets the bytes of a run be seen on their way to its sink. Costs nothing while nobody is attached. */
  watch(run: { readonly name: string; readonly run: number }, sink: OutputSink): OutputSink;
  /** Null when the service has no pty, or does not run. */
  open(name: string, handle: ProcessHandle | undefined): Terminal | null;
}

interface Watchers {
  readonly data: Set<(chunk: Buffer) => void>;
  readonly end: Set<() => void>;
}

/** Watchers are kept by service: who is attached stays so over a restart, until he leaves or the service ends. */
export function createTerminals(): Terminals {
  const byName = new Map<string, Watchers>();
  const watchersOf = (name: string): Watchers => {
    const watchers = byName.get(name) ?? { data: new Set(), end: new Set() };
    byName.set(name, watchers);
    return watchers;
  };
  return {
    watch({ name }, sink) {
      const watchers = watchersOf(name);
      return {
        write(chunk) {
          for (const tell of watchers.data) tell(chunk);
          return sink.write(chunk);
        },
        onDrain: (resume) => sink.onDrain(resume),
        end() {
          for (const tell of watchers.end) tell();
          sink.end();
        },
      };
    },
    open(name, handle) {
      if (!handle?.isTerminal) return null;
      const watchers = watchersOf(name);
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
