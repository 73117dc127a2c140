import type { OldLogs, OldRun } from '../../host/logs/old-logs.ts';
import { pickRun } from './line-selection.ts';
import type { OutputLine } from './printer.ts';

/** Lines that a supervisor has in memory but not on disk. */
export interface Memory {
  /** Oldest first. */
  readonly entries: readonly OutputLine[];
  /** Start of the supervisor, in milliseconds since 1970. Files of later runs are its own. */
  readonly sinceMs: number;
}

/** Which lines are wanted. */
interface Wanted {
  readonly names: readonly string[];
  /** A run as `pickRun` takes it; null for all runs. */
  readonly run: number | null;
  /** Lines before this time may be left out. Milliseconds since 1970. */
  readonly sinceMs: number | null;
  /** All but the last so many lines of each service may be left out. Infinite for all. */
  readonly last: number;
}

/** A line, and its position in memory. */
type Line = OutputLine & { readonly index?: number };

/** One run: its lines on disk, in memory, or both. */
interface Run {
  readonly run: number;
  readonly purpose: 'exec' | 'build';
  lines(range: { readonly last: number; readonly sinceMs: number | null }): Iterable<Line>;
}

/** What is on disk of the runs of a living supervisor, so it need not send these lines. */
export function knownOf(old: OldLogs, names: readonly string[], sinceMs: number) {
  return names.flatMap((service) =>
    old
      .runs(service)
      .filter(({ startMs }) => startMs >= sinceMs)
      .map((run) => ({ service, run: run.run, before: run.places().whole })),
  );
}

/**
 * All lines of some services, in the order in which they came: first from disk, then what a living supervisor has only
 * in memory. The result may contain a few lines more than needed.
 */
export function* allLines(
  old: OldLogs,
  memory: Memory | null,
  { names, run, ...range }: Wanted,
): Generator<OutputLine> {
  const inMemory = linesOf(memory);
  const services = names.map((name) => {
    const runs = runsOf(name, old, memory, inMemory);
    const picked = run === null ? runs : [pickRun(runs, run)].filter((found) => found !== undefined);
    return linesOfService(picked, range);
  });
  for (const { index: _, ...line } of merge(services)) yield line;
}

/** Lines by service and run. */
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

/** Oldest first. */
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

/** The lines on disk, then the later ones in memory. */
function* linesOfRun(
  run: OldRun,
  rest: readonly Line[],
  { last, sinceMs }: { readonly last: number; readonly sinceMs: number | null },
): Generator<Line> {
  const { whole, end } = run.places();
  // Memory has lost the beginning of this line, and disk has it.
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

/** With a limit, reads the newest runs first, and no more than needed. */
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

/** Merges the lines of all services in the order in which they came. */
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

/** Lines in memory have an order; lines on disk only have times. */
function comesBefore(a: Line, b: Line): boolean {
  if (a.index !== undefined && b.index !== undefined) return a.index < b.index;
  return a.at_ms < b.at_ms;
}
