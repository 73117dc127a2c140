import { countText } from '../present/words.ts';
import { info, problem } from './actions/context.ts';
import type { LogHistory } from './log-history.ts';
import type { Line, Lines } from './logs/line.ts';
import type { Logs } from './logs/logs.ts';
import type { MatchIndex } from './logs/match-index.ts';
import { merged } from './logs/merged.ts';
import { type Model, showsMany, viewKey } from './model/model.ts';

/** A page of older lines. */
const PAGE_LINES = 2000;
/** How many lines are read at once for the oldest line, or for a search. */
const ALL_LINES = 200_000;

/** Where older lines come from, and where they are shown. */
interface Means {
  readonly logs: Logs;
  readonly history: LogHistory;
  readonly model: () => Model;
  readonly set: (set: Partial<Model>) => void;
  /** The lines of the shown log that match the search. */
  readonly hits: () => MatchIndex | null;
  /** Shows a line of the shown log, as a match. */
  readonly show: (number: number) => void;
  /** Shows the oldest line of the shown log. */
  readonly showOldest: () => void;
}

/** Puts lines from the log files before the lines of the shown log in memory. */
export interface OlderLines {
  /** Reads one page; or, with `all`, all kept lines, and then shows the first. */
  read(all: boolean): Promise<void>;
  /**
   * Goes to the newest match before the lines in memory. If there is none, `around` continues at the newest match of
   * all.
   */
  find(around: boolean): Promise<void>;
}

export function createOlderLines({ logs, history, model, set, hits, show, showOldest }: Means): OlderLines {
  const reading = new Set<Lines>();

  return {
    async read(all) {
      const view = viewKey(model());
      const { lines, name } = shown();
      const count = await readBefore(lines, all ? ALL_LINES : PAGE_LINES);
      if (count === null) return;
      if (count === 0) return set(info(`this is the oldest kept line of ${name}`, Date.now()));
      const isLookedAt = viewKey(model()) === view && model().viewports.get(view)?.follow === false;
      if (all && isLookedAt) showOldest();
      set(info(`${countText(count, 'older line')} from the log files`, Date.now()));
    },
    async find(around) {
      const { search } = model();
      if (!search) return;
      const view = viewKey(model());
      const { lines } = shown();
      const before = lines.first;
      const count = await readBefore(lines, ALL_LINES);
      if (count === null || model().search !== search || viewKey(model()) !== view) return;
      const numbers = hits()?.numbers ?? [];
      const older = numbers.findLast((number) => number < before);
      const found = older ?? (around ? numbers.at(-1) : undefined);
      if (found === undefined) return set(problem(`no line has ${search.query.text}`));
      show(found);
      if (older === undefined) set(info('continued at the newest match', Date.now()));
    },
  };

  /** The lines of the shown log. */
  function shown() {
    const { selected } = model();
    if (showsMany(model()) || selected === null) return { lines: logs.all, name: 'all services', of: null };
    return { lines: logs.of(selected), name: selected, of: selected };
  }

  /** Puts older lines before the known ones. Returns how many; null while other lines are being read. */
  async function readBefore(log: ReturnType<typeof shown>['lines'], count: number): Promise<number | null> {
    if (reading.has(log)) return null;
    reading.add(log);
    try {
      const { of } = shown();
      const names = of === null ? model().entries.map(({ row }) => row.name) : [of];
      const oldest = oldestOf(log);
      // Lines that have just come are in the files already, and also on their way to this process.
      const newestMs = log.at(log.wholeEnd - 1)?.atMs ?? Number.POSITIVE_INFINITY;
      const page = Math.max(Math.ceil(count / names.length), LEAST_PAGE);
      const sources = names.map((service) => async (first: Line | null) => {
        const before = first ?? oldest.get(service);
        const lines = await history.older({ service, before: before ? topRowOf(before) : null, lines: page });
        return before || log.end === log.first ? lines : lines.filter(({ atMs }) => atMs <= newestMs);
      });
      const lines = await merged(sources, count);
      log.prepend(lines);
      return lines.length;
    } finally {
      reading.delete(log);
    }
  }
}

/** At least this many lines of a service are read at a time. */
const LEAST_PAGE = 100;

/** The oldest known line of each service. */
function oldestOf(lines: Lines): ReadonlyMap<string, Line> {
  const oldest = new Map<string, Line>();
  for (let number = lines.from(lines.first); number < lines.end; number = lines.from(number + 1)) {
    const line = lines.at(number);
    if (line?.kind === 'output' && !oldest.has(line.service)) oldest.set(line.service, line);
  }
  return oldest;
}

function topRowOf({ run, at, atMs }: Line): Pick<Line, 'run' | 'at' | 'atMs'> {
  return { run, at, atMs };
}
