import { type Arrivals, createRing, type Ring } from '../../adapters/log/ring.ts';
import { type Changed, changedServices } from '../../core/changes.ts';
import type { Purpose } from '../../core/effect.ts';
import type { LoggingSpec, ServiceSpec } from '../../core/service.ts';
import type { LogAccess } from '../../rpc/control.ts';
import type { LineWaiter, OutputSink } from '../../runtime/ports.ts';
import { createCopyFiles } from './copy-files.ts';
import { lineWaiter } from './line-wait.ts';
import { type Audience, createLogAccess } from './log-access.ts';
import { createSavedLogs } from './saved-logs.ts';

/** The output of every service: the latest part in memory, and the last few runs on disk. */
export interface Logs extends LogAccess {
  /** Returns a sink that also records what it gets. */
  record(run: { readonly name: string; readonly run: number; readonly purpose: Purpose }, sink: OutputSink): OutputSink;
  /** How many bytes a running run has written so far. */
  writtenBy(run: { readonly name: string; readonly run: number }): number;
  /** The output of a service in memory. */
  ringOf(name: string): Pick<Ring, 'pieces' | 'place' | 'read'>;
  readonly awaitLine: LineWaiter;
  /** Call this for every change of state. */
  readonly follow: Changed;
  /** Settles when all recorded output is on disk, or cannot be written soon. */
  close(): Promise<void>;
}

/** Creates the logs. Each service gets its ring with its first run. */
export function createLogs(options: {
  readonly specs: readonly ServiceSpec[];
  /** The directory of the log files. */
  readonly dir: string;
  /** Called once when output cannot be kept on disk. */
  readonly warn: (message: string) => void;
  /** Whether a service writes into a pipe and not on a terminal. */
  readonly isPiped: (name: string) => boolean;
}): Logs {
  const saved = createSavedLogs(options);
  const copies = createCopyFiles(options.warn);
  const settings = new Map<string, LoggingSpec>();
  const rings = new Map<string, Ring>();
  const arrivals: Arrivals = { last: null, order: 0 };
  const audience: Audience = { wrote: null, lineReaders: 0, countUntilMs: 0 };
  const access = createLogAccess({ rings, audience, sinceMs: Date.now() });
  const counts = () => audience.lineReaders > 0 || (audience.countUntilMs > 0 && Date.now() < audience.countUntilMs);

  function ringOf(name: string): Ring {
    const known = rings.get(name);
    if (known) return known;
    const ring = createRing({ maxLines: maxLinesOf(name), nowMs: Date.now, arrivals, counts });
    rings.set(name, ring);
    return ring;
  }

  function maxLinesOf(name: string): number {
    return settings.get(name)?.bufferLines ?? 1000;
  }

  /** Applies the logging settings, which a reload may have changed. */
  function configure({ name, ...spec }: ServiceSpec): void {
    if (spec.kind === 'target' || settings.get(name) === spec.logging) return;
    settings.set(name, spec.logging);
    rings.get(name)?.keep(spec.logging.bufferLines);
  }

  for (const spec of options.specs) configure(spec);

  return {
    ...access,
    record(run, sink) {
      const ring = ringOf(run.name);
      const file = saved.open(run);
      return {
        write(chunk) {
          // The sink comes first, so that a line which makes a service ready is shown before the message about it.
          const wanted = sink.write(chunk);
          ring.write(chunk, run.run);
          file.write(chunk);
          const copy = settings.get(run.name)?.file;
          if (copy !== undefined) copies.write(copy, chunk);
          audience.wrote?.();
          return wanted;
        },
        onDrain: (resume) => sink.onDrain(resume),
        end() {
          ring.endRun(run.run);
          file.end();
          audience.wrote?.();
          sink.end();
        },
      };
    },
    ringOf,
    writtenBy: ({ name, run }) => rings.get(name)?.writtenBy(run) ?? 0,
    awaitLine: lineWaiter((name, callback) => ringOf(name).onLine(callback), options.isPiped),
    follow(next, previous, touched) {
      for (const { service, before } of changedServices(next, previous, touched)) {
        if (service.spec !== before?.spec) configure(service.spec);
      }
      saved.follow(next, previous, touched);
    },
    async close() {
      await Promise.all([saved.close(), copies.close()]);
    },
  };
}
