import { wrap } from '../../text/cut.ts';
import type { Rect } from '../model/layout.ts';
import { membersOf } from '../model/members.ts';
import { type Model, showsMany, viewKey } from '../model/model.ts';
import { passes, severityOf } from './level.ts';
import type { Line, Lines } from './line.ts';
import { filteredView, type LogView, linesFrom, wholeView } from './log-view.ts';
import type { Logs } from './logs.ts';
import { MatchIndex } from './match-index.ts';
import { prefixWidth } from './prefix.ts';
import { shownText } from './shown.ts';
import type { ScrollContent } from './viewport.ts';

/** The log that the model shows, computed from the existing lines. Results are cached while they are valid. */
export interface LogScreen {
  /** The shown lines, with the pane that shows them. */
  content(model: Model, pane: Rect): ScrollContent;
  /** The shown lines that match the search; null without a search. */
  hits(model: Model): MatchIndex | null;
}

/** A match index, and what it was made for. */
interface Kept {
  readonly key: readonly unknown[];
  readonly index: MatchIndex;
}

/** How many rows a line takes, and what that was computed for. */
interface Height extends Pick<Model, 'raw' | 'search'> {
  readonly width: number;
  readonly height: number;
}

export function createLogScreen(logs: Logs): LogScreen {
  let filtered: Kept | null = null;
  let found: Kept | null = null;
  const heights = new WeakMap<Line, Height>();

  /** The lines of a view, and what they depend on: for all services, which ones. */
  function linesOf(model: Model): { readonly lines: Lines; readonly key: readonly unknown[] } {
    const view = viewKey(model);
    const isOne = !showsMany(model);
    const lines = isOne ? logs.of(view) : logs.all;
    const floor = model.floors.get(view);
    const services = isOne ? [] : [view, [...model.muted].join(), [...model.marked].join()];
    return { lines: floor === undefined ? lines : linesFrom(lines, floor), key: [lines, floor, ...services] };
  }

  function view(model: Model): LogView {
    const { lines, key } = linesOf(model);
    const shown = shownServices(model);
    if (!model.filter && !model.level && !shown) return wholeView(lines);
    filtered = kept(filtered, [...key, model.filter, model.level], lines, (line) => isShown(line, model, shown));
    return filteredView(lines, filtered.index);
  }

  return {
    content(model, pane) {
      const shown = view(model);
      const width = Math.max(pane.width - prefixWidth(model), 1);
      return {
        view: shown,
        height: pane.height,
        heightOf(number) {
          const line = model.wrap ? shown.at(number) : undefined;
          if (line?.kind !== 'output') return 1;
          const known = heights.get(line);
          if (known?.width === width && known.raw === model.raw && known.search === model.search) return known.height;
          const { length: height } = wrap(shownText(line, model), { width, color: false });
          heights.set(line, { width, raw: model.raw, search: model.search, height });
          return height;
        },
      };
    },
    hits(model) {
      const { search } = model;
      if (!search) return null;
      const { lines, key } = linesOf(model);
      const shown = shownServices(model);
      const test = (line: Line) => isShown(line, model, shown) && search.matcher.matches(line.text);
      found = kept(found, [...key, model.filter, model.level, search], lines, test);
      return found.index;
    },
  };
}

/** The old index, or a new one if anything that it depends on has changed. */
function kept(old: Kept | null, key: readonly unknown[], lines: Lines, test: (line: Line) => boolean): Kept {
  if (old && old.key.length === key.length && old.key.every((part, i) => part === key[i])) return old;
  return { key, index: new MatchIndex(lines, test) };
}

/** Which services appear together in the log; null for all, and for the log of one. */
function shownServices(model: Model): ((service: string) => boolean) | null {
  const { marked, muted, selected } = model;
  if (!showsMany(model)) return null;
  if (selected !== null) {
    const members = membersOf(model.entries, selected);
    return (service) => members.has(service) && !muted.has(service);
  }
  if (marked.size === 0 && muted.size === 0) return null;
  return (service) => (marked.size === 0 || marked.has(service)) && !muted.has(service);
}

/** Whether the lines of a service are shown. */
export function seenIn(model: Model): (service: string) => boolean {
  if (showsMany(model)) return shownServices(model) ?? (() => true);
  return (service) => service === model.selected;
}

function isShown(line: Line, { filter, level }: Model, shown: ((service: string) => boolean) | null): boolean {
  if (line.kind === 'mark') return true;
  if (shown && !shown(line.service)) return false;
  if (level && !passes(lineSeverity(line), level)) return false;
  return !filter || filter.matcher.matches(line.text);
}

function lineSeverity(line: Line) {
  return line.kind === 'note' ? (line.level === 'error' ? 'error' : null) : severityOf(line.text);
}
