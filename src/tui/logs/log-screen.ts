import type { Rect } from '../model/layout.ts';
import { type Model, viewKey } from '../model/model.ts';
import { wrap } from '../text/cut.ts';
import type { Line, Lines } from './line.ts';
import { filteredView, type LogView, wholeView } from './log-view.ts';
import type { Logs } from './logs.ts';
import { MatchIndex } from './match-index.ts';
import { prefixWidth } from './prefix.ts';
import type { Ground } from './viewport.ts';

/** The log that the model shows, made of the lines there are. What it finds out is kept for as long as it holds. */
export interface LogScreen {
  /** The shown lines, with the pane that they are shown in. */
  ground(model: Model, pane: Rect): Ground;
  /** The shown lines in which the search matches; null without a search. */
  hits(model: Model): MatchIndex | null;
}

/** A match index with what it was made for. */
interface Kept {
  readonly key: readonly unknown[];
  readonly index: MatchIndex;
}

export function createLogScreen(logs: Logs): LogScreen {
  let filtered: Kept | null = null;
  let found: Kept | null = null;
  const heights = new WeakMap<Line, { readonly width: number; readonly height: number }>();

  function linesOf(model: Model): Lines {
    const key = viewKey(model);
    return key === '*' ? logs.all : logs.of(key);
  }

  function kept(old: Kept | null, key: readonly unknown[], lines: Lines, test: (line: Line) => boolean): Kept {
    if (old && old.key.length === key.length && old.key.every((part, i) => part === key[i])) return old;
    return { key, index: new MatchIndex(lines, test) };
  }

  function view(model: Model): LogView {
    const lines = linesOf(model);
    const floor = model.floors.get(viewKey(model));
    const shown = shownServices(model);
    if (!model.filter && !shown) return wholeView(lines, floor);
    const key = [
      lines,
      model.filter,
      floor,
      viewKey(model) === '*' ? [...model.muted].join() : '',
      [...model.marked].join(),
    ];
    // Numbers only grow: nothing below the floor is tested again.
    filtered = kept(filtered, key, lines, (line) => isShown(line, model, shown));
    return filteredView(lines, filtered.index, floor);
  }

  return {
    ground(model, pane) {
      const shown = view(model);
      const width = Math.max(pane.width - prefixWidth(model), 1);
      return {
        view: shown,
        height: pane.height,
        heightOf(number) {
          const line = model.wrap ? shown.at(number) : undefined;
          if (line?.kind !== 'output') return 1;
          let height = heights.get(line);
          if (height?.width !== width) {
            height = { width, height: wrap(line.text, { width, color: false }).length };
            heights.set(line, height);
          }
          return height.height;
        },
      };
    },
    hits(model) {
      const { search } = model;
      if (!search) return null;
      const lines = linesOf(model);
      const shown = shownServices(model);
      const key = [lines, search, model.filter, [...model.muted].join(), [...model.marked].join()];
      found = kept(found, key, lines, (line) => isShown(line, model, shown) && search.matcher.matches(line.text));
      return found.index;
    },
  };
}

/** Which services stand among all; null for every one. */
function shownServices(model: Model): ((service: string) => boolean) | null {
  const { marked, muted } = model;
  if (viewKey(model) !== '*' || (marked.size === 0 && muted.size === 0)) return null;
  return (service) => (marked.size === 0 || marked.has(service)) && !muted.has(service);
}

function isShown(line: Line, { filter }: Model, shown: ((service: string) => boolean) | null): boolean {
  if (line.kind === 'mark') return true;
  if (shown && !shown(line.service)) return false;
  return !filter || filter.matcher.matches(line.text);
}
