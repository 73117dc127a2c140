import type { OldLogs, OldRun } from '../../host/logs/old-logs.ts';
import type { Entry } from './printer.ts';
import { pickRun } from './selection.ts';

/** What a supervisor has in memory beyond what is on disk. */
export interface Memory {
  /** Oldest first. */
  readonly entries: readonly Entry[];
  /** When the supervisor started: files of later runs are its own. Milliseconds since 1970. */
  readonly sinceMs: number;
}

/** Which lines are wanted. */
interface Wanted {
  readonly names: readonly string[];
  /** As `pickRun` has it; null for all runs. */
  readonly run: number | null;
  /** Not needed: lines before this time. Milliseconds since 1970. */
  readonly sinceMs: number | null;
  /** Not needed: but for the last so many of each service. Infinite for all. */
  readonly last: number;
}

/** A line, and where it stood in memory. */
type Line = Entry & { readonly index?: number };

/** What there is of one run, on disk, in memory, or both. */
interface Run {
  readonly run: number;
  readonly purpose: 'exec' | 'build';
  lines(range: { readonly last: number; readonly sinceMs: number | null }): Iterable<Line>;
}

/** What is on disk of the runs of a supervisor that lives: what it need not send. */
export function knownOf(old: OldLogs, names: readonly string[], sinceMs: number) {
  return names.flatMap((service) =>
    old
      .runs(service)
      .filter(({ startMs }) => startMs >= sinceMs)
      .map((run) => ({ service, run: run.run, before: run.places().whole })),
  );
}

/**
 * All lines that there are of some services, in the order in which they came: those on disk, and behind them what a
 * supervisor that lives has in memory and not on disk. Of lines that are not needed there may be some.
 */
export function* allLines(old: OldLogs, memory: Memory | null, { names, run, ...range }: Wanted): Generator<Entry> {
  const inMemory = linesOf(memory);
  const services = names.map((name) => {
    const runs = runsOf(name, old, memory, inMemory);
    const picked = run === null ? runs : [pickRun(runs, run)].filter((found) => found !== undefined);
    return linesOfService(picked, range);
  });
  for (const { index: _, ...line } of merge(services)) yield line;
}

/** By service and run. */
function linesOf(memory: Memory | null): Map<string, Map<number, Line[]>> {
  const found = new Map<string, Map<number, Line[]>>();
  for (const [index, entry] of (memory?.entries ?? []).entries()) {
    const runs = found.get(entry.service) ?? new Map<number, Line[]>();
    found.set(entry.service, runs);
    const lines = runs.get(entry.run) ?? [];
    runs.set(entry.run, lines);
    lines.push({ ...entry, index });
  }
  return found;
}

/** The oldest first. */
function runsOf(name: string, old: OldLogs, memory: Memory | null, inMemory: ReturnType<typeof linesOf>): Run[] {
  const left = new Map(inMemory.get(name));
  const onDisk = old.runs(name).map((run): Run => {
    const isOwn = memory !== null && run.startMs >= memory.sinceMs;
    const rest = (isOwn ? left.get(run.run) : undefined) ?? [];
    if (isOwn) left.delete(run.run);
    return { ...run, lines: (range) => linesOfRun(run, rest, range) };
  });
  const others = [...left].sort(([a], [b]) => a - b);
  return [...onDisk, ...others.map(([run, lines]): Run => ({ run, purpose: 'exec', lines: () => lines }))];
}

/** What is on disk, then what follows in memory. */
function* linesOfRun(
  run: OldRun,
  rest: readonly Line[],
  { last, sinceMs }: { readonly last: number; readonly sinceMs: number | null },
): Generator<Line> {
  const { whole, end } = run.places();
  // Memory has lost the beginning of this one, and disk has it.
  const isTorn = (rest[0]?.at ?? 0) > whole && (rest[0]?.at ?? 0) < end;
  const following = isTorn ? rest.slice(1) : rest;
  const [next] = following;
  if (following.length < last) {
    const range = { last: last - following.length, ...(sinceMs === null ? {} : { sinceMs }) };
    for (const { atMs, ...line } of run.lines(next ? { ...range, before: next.at } : range)) {
      yield { ...line, at_ms: atMs };
    }
    const lost = next ? next.at - end : 0;
    if (next && lost > 0) {
      const text = `… ${lost} bytes are missing here: they could not be kept`;
      yield { ...next, at: end, text };
    }
  }
  yield* following;
}

/** With a limit, the newest runs are asked first, and no more of them than are needed. */
function* linesOfService(runs: readonly Run[], range: { readonly last: number; readonly sinceMs: number | null }) {
  if (range.last === Number.POSITIVE_INFINITY) {
    for (const run of runs) yield* run.lines(range);
    return;
  }
  let found: Line[] = [];
  for (const run of [...runs].reverse()) {
    if (found.length >= range.last) break;
    found = [...run.lines({ ...range, last: range.last - found.length }), ...found];
  }
  yield* found;
}

/** The lines of all, in the order in which they came. */
function* merge(services: readonly Iterable<Line>[]): Generator<Line> {
  const open = services.map((lines) => lines[Symbol.iterator]());
  const next = open.map((lines) => lines.next());
  for (;;) {
    let first = -1;
    for (const [i, { done, value }] of next.entries()) {
      if (!done && (first < 0 || comesBefore(value, next[first]!.value as Line))) first = i;
    }
    if (first < 0) return;
    yield next[first]!.value as Line;
    next[first] = open[first]!.next();
  }
}

/** Memory knows the order of lines; disk only when they came. */
function comesBefore(a: Line, b: Line): boolean {
  if (a.index !== undefined && b.index !== undefined) return a.index < b.index;
  return a.at_ms < b.at_ms;
}
