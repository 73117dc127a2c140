import { createRing } from '../adapters/log/ring.ts';
import type { Purpose } from '../core/effect.ts';
import type { ServiceSpec } from '../core/service.ts';
import type { State } from '../core/state.ts';
import type { LogAccess } from '../rpc/control.ts';
import type { LineWaiter, OutputSink } from '../runtime/ports.ts';
import { createLogAccess, type ServiceLog } from './log-access.ts';
import { createSavedLogs } from './saved-logs.ts';

/** The output of every service: the last of it in memory, the last few runs on disk. */
export interface Logs extends LogAccess {
  /** Records what goes through a sink. */
  record(run: { readonly name: string; readonly run: number; readonly purpose: Purpose }, sink: OutputSink): OutputSink;
  readonly awaitLine: LineWaiter;
  /** To be told of every change of state. */
  follow(next: State, previous: State): void;
  /** Settles when what was recorded is on disk, or cannot be put there soon. */
  close(): Promise<void>;
}

/** How many beginnings of runs are remembered. */
const MAX_RUNS = 100;

/** Each service has its ring from its first run on. */
export function createLogs(options: {
  readonly specs: readonly ServiceSpec[];
  /** Where the files go. */
  readonly dir: string;
  /** Told once when output cannot be kept on disk. */
  readonly warn: (message: string) => void;
}): Logs {
  const saved = createSavedLogs(options);
  const services = new Map<string, ServiceLog>();
  const access = createLogAccess(services);

  function logOf(name: string): ServiceLog {
    const known = services.get(name);
    if (known) return known;
    const spec = options.specs.find((spec) => spec.name === name);
    const maxLines = spec && spec.kind !== 'target' ? spec.logging.bufferLines : 1000;
    const log: ServiceLog = { ring: createRing({ maxLines, nowMs: Date.now }), runs: [] };
    services.set(name, log);
    return log;
  }

  return {
    ...access,
    record({ name, run, purpose }, sink) {
      const { ring, runs } = logOf(name);
      const file = saved.open({ name, run, purpose });
      runs.push({ run, from: ring.read({ limit: 0 }).next });
      if (runs.length > MAX_RUNS) runs.shift();
      return {
        write(chunk) {
          // Shown first: a line that makes a service ready stands before the words that say so.
          const wanted = sink.write(chunk);
          ring.write(chunk);
          file.write(chunk);
          access.written();
          return wanted;
        },
        onDrain: (resume) => sink.onDrain(resume),
        end() {
          ring.endRun();
          file.end();
          access.written();
          sink.end();
        },
      };
    },
    awaitLine({ name, pattern, signal, matched }) {
      const expression = new RegExp(pattern);
      const stop = logOf(name).ring.onLine((line) => {
        if (!expression.test(line)) return;
        stop();
        matched();
      });
      signal.addEventListener('abort', stop);
    },
    follow: saved.follow,
    close: saved.close,
  };
}
