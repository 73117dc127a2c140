import type { StartTiming } from './measure.ts';

/** An event of Chrome's trace format, which Perfetto reads. Times are in microseconds. */
export type TraceEvent =
  | {
      readonly ph: 'X';
      readonly name: string;
      readonly cat: string;
      readonly ts: number;
      readonly dur: number;
      readonly pid: number;
      readonly tid: number;
    }
  | {
      readonly ph: 'M';
      readonly name: 'process_name' | 'thread_name';
      readonly pid: number;
      readonly tid: number;
      readonly args: { readonly name: string };
    };

/** A start as a trace: one thread for each service, with its phases. */
export function traceOf(start: StartTiming, project: string): { traceEvents: TraceEvent[]; displayTimeUnit: 'ms' } {
  const traceEvents: TraceEvent[] = [{ ph: 'M', name: 'process_name', pid: 1, tid: 0, args: { name: project } }];
  for (const [i, service] of start.services.filter(({ kind }) => kind !== 'target').entries()) {
    const at = { pid: 1, tid: i + 1 };
    traceEvents.push({ ph: 'M', name: 'thread_name', ...at, args: { name: service.name } });
    for (const { name, fromMs, toMs } of phasesOf(service)) {
      if (toMs <= fromMs) continue;
      const ts = Math.round(fromMs * 1000);
      traceEvents.push({ ph: 'X', name, cat: service.name, ts, dur: Math.round(toMs * 1000) - ts, ...at });
    }
  }
  return { traceEvents, displayTimeUnit: 'ms' };
}

/** The phases of a service until it was ready, in order. */
export function phasesOf({ launchedMs, builtMs, spawnedMs, readyMs, kind }: StartTiming['services'][number]) {
  return [
    { name: 'queued', fromMs: 0, toMs: launchedMs },
    { name: 'building', fromMs: launchedMs, toMs: builtMs },
    { name: 'starting', fromMs: builtMs, toMs: spawnedMs },
    { name: kind === 'oneshot' ? 'working' : 'probing', fromMs: spawnedMs, toMs: readyMs ?? spawnedMs },
  ] as const;
}
