import { createRing, type Ring } from '../adapters/log/ring.ts';
import type { ServiceSpec } from '../core/service.ts';
import type { LineWaiter, OutputSink } from '../runtime/ports.ts';

/** The last output of every service, in memory. */
export interface Logs {
  /** Records what goes through a sink. */
  record(run: { readonly name: string }, sink: OutputSink): OutputSink;
  /** The last lines of a service, oldest first. */
  tail(name: string, count: number): readonly string[];
  readonly awaitLine: LineWaiter;
}

/** Rings for all services, each made at its first run. */
export function createLogs(specs: readonly ServiceSpec[]): Logs {
  const rings = new Map<string, Ring>();
  const ringOf = (name: string): Ring => {
    let ring = rings.get(name);
    if (!ring) {
      const spec = specs.find((spec) => spec.name === name);
      const maxLines = spec && spec.kind !== 'target' ? spec.logging.bufferLines : 1000;
      ring = createRing({ maxLines, nowMs: Date.now });
      rings.set(name, ring);
    }
    return ring;
  };
  return {
    record({ name }, sink) {
      const ring = ringOf(name);
      return {
        write(chunk) {
          ring.write(chunk);
          return sink.write(chunk);
        },
        onDrain: (resume) => sink.onDrain(resume),
        end() {
          ring.endRun();
          sink.end();
        },
      };
    },
    tail: (name, count) => rings.get(name)?.tail(count) ?? [],
    awaitLine({ name, pattern, signal, matched }) {
      const expression = new RegExp(pattern);
      const stop = ringOf(name).onLine((line) => {
        if (!expression.test(line)) return;
        stop();
        matched();
      });
      signal.addEventListener('abort', stop);
    },
  };
}
