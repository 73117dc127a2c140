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

/** The output of every service: the last of it in memory, the last few runs on disk. */
export interface Logs extends LogAccess {
  /** Records what goes through a sink. */
  record(run: { readonly name: string; readonly run: number; readonly purpose: Purpose }, sink: OutputSink): OutputSink;
  /** How many bytes a run that has not ended has written. */
  writtenBy(run: { readonly name: string; readonly run: number }): number;
  /** The output of a service, as it is kept in memory. */
  ringOf(name: string): Pick<Ring, 'pieces' | 'place' | 'read'>;
  readonly awaitLine: LineWaiter;
  /** To be told of every change of state. */
  readonly follow: Changed;
  /** Settles when what was recorded is on disk, or cannot be put there soon. */
  close(): Promise<void>;
}

/** Each service has its ring from its first run on. */
export function createLogs(options: {
  readonly specs: readonly ServiceSpec[];
  /** Where the files go. */
  readonly dir: string;
  /** Told once when output cannot be kept on disk. */
  readonly warn: (message: string) => void;
  /** Whether a service writes into a pipe, not on a terminal. */
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

  /** A reload may have changed what is kept of the output. */
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
          // Shown first: a line that makes a service ready stands before the words that say so.
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
