import type { OptionValues } from '../args/options.ts';
import { UsageError } from '../args/project-options.ts';

/** Which lines are wanted. */
export interface Selection {
  /** The last so many of them; infinite for all. */
  readonly lines: number;
  readonly sinceMs: number | null;
  readonly pattern: RegExp | null;
  /** A number of a run; 0 is the last one of each service, -1 the one before. */
  readonly run: number | null;
}

/** A line of output, as far as it is selected by. */
interface Entry {
  readonly at_ms: number;
  readonly text: string;
}

const DEFAULT_LINES = 100;

/** What the options of `zdev logs` say. Throws a `UsageError` for what makes no sense. */
export function readSelection(values: OptionValues, nowMs: number): Selection {
  const { lines, since, grep, run, follow } = values;
  if (run !== undefined && follow) throw new UsageError('--run shows what is over, --follow what is to come: give one');
  const isNarrow = since !== undefined || grep !== undefined || run !== undefined;
  return {
    lines: typeof lines === 'string' ? parseLines(lines) : isNarrow ? Number.POSITIVE_INFINITY : DEFAULT_LINES,
    sinceMs: typeof since === 'string' ? parseSince(since, nowMs) : null,
    pattern: typeof grep === 'string' ? parsePattern(grep) : null,
    run: typeof run === 'string' ? parseRun(run) : null,
  };
}

/** The selected lines of all these, in their order. */
export function select<E extends Entry>(entries: readonly E[], selection: Selection): readonly E[] {
  const found = entries.filter((entry) => matches(entry, selection));
  return found.slice(Math.max(found.length - selection.lines, 0));
}

/** Whether a line is wanted; of which run is not asked here. */
export function matches({ at_ms: atMs, text }: Entry, { sinceMs, pattern }: Selection): boolean {
  return (sinceMs === null || atMs >= sinceMs) && (pattern === null || pattern.test(withoutColors(text)));
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

/** As in journalctl: a pattern without capitals takes no notice of case. */
function parsePattern(text: string): RegExp {
  try {
    return new RegExp(text, text === text.toLowerCase() ? 'i' : '');
  } catch (error) {
    throw new UsageError(`--grep: ${(error as Error).message}`);
  }
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function parseSince(text: string, nowMs: number): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (parts.length > 0 && parts.map(([part]) => part).join('') === text) {
    return nowMs - parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS_MS[unit!]!, 0);
  }
  const atMs = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(atMs)) return atMs;
  throw new UsageError(`--since takes a time such as 90s, 10m, 1h30m or 2026-01-31T10:00, not "${text}"`);
}
