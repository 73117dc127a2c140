import { isAtLeast, type Level } from '../../core/output/level.ts';
import type { OptionValues } from '../args/options.ts';
import { UsageError } from '../args/project-options.ts';

/** Which lines are wanted. */
export interface Selection {
  /** How many of the last lines; infinite for all. */
  readonly lines: number;
  /** Milliseconds since 1970, like the next one. */
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
  readonly pattern: RegExp | null;
  /** Lines of this level or worse. */
  readonly level: Level | null;
  /** A number of a run; 0 is the last run of each service, -1 the one before. */
  readonly run: number | null;
}

/** A line of output, as far as it is selected by. */
interface OutputLine {
  readonly at_ms: number;
  readonly text: string;
}

const DEFAULT_LINES = 100;

/** The selection from the options of `zdev logs`. Throws a `UsageError` for invalid values. */
export function readSelection(values: OptionValues, nowMs: number): Selection {
  const { lines, since, until, grep, level, run, follow } = values;
  if (run !== undefined && follow) throw new UsageError('--run shows past output, --follow new output: give only one');
  if (until !== undefined && follow) {
    throw new UsageError('--until shows past output, --follow new output: give only one');
  }
  const isNarrow = [since, until, grep, level, run].some((value) => value !== undefined);
  return {
    lines: typeof lines === 'string' ? parseLines(lines) : isNarrow ? Number.POSITIVE_INFINITY : DEFAULT_LINES,
    sinceMs: typeof since === 'string' ? parseTime('--since', since, nowMs) : null,
    untilMs: typeof until === 'string' ? parseTime('--until', until, nowMs) : null,
    pattern: typeof grep === 'string' ? parsePattern(grep) : null,
    level: (level ?? null) as Level | null,
    run: typeof run === 'string' ? parseRun(run) : null,
  };
}

/** Whether the selected lines are not simply the last ones. */
export function isFiltered({ sinceMs, untilMs, pattern, level, run }: Selection): boolean {
  return [sinceMs, untilMs, pattern, level, run].some((each) => each !== null);
}

/** The selected lines, in their order. Keeps no more of them than are wanted. */
export function* selected<E extends OutputLine>(entries: Iterable<E>, selection: Selection): Generator<E> {
  const { lines } = selection;
  let kept: E[] = [];
  for (const entry of entries) {
    if (!matches(entry, selection)) continue;
    if (lines === Number.POSITIVE_INFINITY) yield entry;
    else if (kept.push(entry) >= 2 * lines + 1000) kept = kept.slice(kept.length - lines);
  }
  yield* kept.slice(Math.max(kept.length - lines, 0));
}

/** Whether a line is wanted. Does not check its run. */
export function matches({ at_ms: atMs, text }: OutputLine, { sinceMs, untilMs, pattern, level }: Selection): boolean {
  if (sinceMs !== null && atMs < sinceMs) return false;
  if (untilMs !== null && atMs > untilMs) return false;
  if (level !== null && !isAtLeast(withoutColors(text), level)) return false;
  return pattern === null || pattern.test(withoutColors(text));
}

/**
 * The run that `--run` selects: 0 is the newest, -1 the one before, not counting builds, unless there are only builds.
 * A number above 0 selects that run (or build) of the last supervisor that had so many.
 */
export function pickRun<R extends { readonly run: number; readonly purpose: 'exec' | 'build' }>(
  runs: readonly R[],
  which: number,
): R | undefined {
  if (which > 0) return runs.findLast((run) => run.run === which);
  const proper = runs.filter((run) => run.purpose === 'exec');
  return (proper.length > 0 ? proper : runs).at(which - 1);
}

function withoutColors(text: string): string {
  return text.replace(/\x1b\[[0-9;:]*m/g, '');
}

function parseLines(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`--lines takes a number or "all", not "${text}"`);
}

function parseRun(text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new UsageError(`--run takes the number of a run, or -1 for the one before the last, not "${text}"`);
}

/** As in journalctl: a pattern without capitals ignores case. */
function parsePattern(text: string): RegExp {
  try {
    return new RegExp(text, text === text.toLowerCase() ? 'i' : '');
  } catch (error) {
    throw new UsageError(`--grep: ${(error as Error).message}`);
  }
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function parseTime(option: string, text: string, nowMs: number): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (parts.length > 0 && parts.map(([part]) => part).join('') === text) {
    return nowMs - parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS_MS[unit!]!, 0);
  }
  const clock = /^(\d\d?):(\d\d)(?::(\d\d))?$/.exec(text);
  if (clock) {
    const [, hours, minutes, seconds = 0] = clock;
    return new Date(nowMs).setHours(Number(hours), Number(minutes), Number(seconds), 0);
  }
  const atMs = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(atMs)) return atMs;
  throw new UsageError(`${option} takes a time such as 90s, 10m, 1h30m, 14:05 or 2026-01-31T10:00, not "${text}"`);
}
