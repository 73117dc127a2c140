import { clockText } from '../../present/time.ts';
import { cut, plain, wrap } from '../../text/cut.ts';
import { textWidth, truncate } from '../../text/width.ts';
import type { Rect } from '../model/layout.ts';
import { type Model, type Sought, showsMany } from '../model/model.ts';
import type { Line } from './line.ts';
import { prefixOf, prefixWidth } from './prefix.ts';
import { type Ground, type Viewport, visible } from './viewport.ts';

/** What rows are drawn from. */
interface Painted {
  readonly model: Model;
  readonly viewport: Viewport;
  readonly ground: Ground;
  readonly pane: Rect;
}

/** How a line looks, which is all that it is drawn from but itself. */
interface Look {
  readonly width: number;
  readonly left: number;
  readonly wrap: boolean;
  readonly color: boolean;
  readonly search: Sought | null;
}

/** Draws log rows. A line that looks as before is not cut again. */
export interface LogPainter {
  /** One text for each row of the pane, at most as wide as it. */
  paint(painted: Painted): readonly string[];
}

export function createLogPainter(): LogPainter {
  let cache = new WeakMap<Line, readonly string[]>();
  let cached: Look | null = null;

  function rowsOf(line: Line, look: Look): readonly string[] {
    let rows = cache.get(line);
    if (!rows) {
      rows = cutLine(line, look);
      cache.set(line, rows);
    }
    return rows;
  }

  return {
    paint({ model, viewport, ground, pane }) {
      const width = Math.max(pane.width - prefixWidth(model), 1);
      const look = { width, left: model.left, wrap: model.wrap, color: model.color, search: model.search };
      if (!cached || !isSame(cached, look)) {
        cache = new WeakMap();
        cached = look;
      }
      const rows = visible(viewport, ground).map(({ number, row }) => {
        const line = ground.view.at(number);
        if (!line) return '';
        if (isSelected(number, model)) return selectedRow(line, row, model, pane.width, width);
        if (line.kind !== 'output') return ruleRow(line, model, pane.width);
        const hit = number === model.hit && row === 0 ? '\x1b[1m' : '';
        return `${row === 0 ? prefixOf(line, model) : ' '.repeat(pane.width - width)}${hit}${rowsOf(line, look)[row] ?? ''}`;
      });
      while (rows.length < pane.height) rows.push('');
      return rows;
    },
  };
}

function isSame(a: Look, b: Look): boolean {
  return a.width === b.width && a.left === b.left && a.wrap === b.wrap && a.color === b.color && a.search === b.search;
}

function cutLine({ text }: Line, { width, left, wrap: wraps, color, search }: Look): readonly string[] {
  const marks = search?.matcher.hits(text);
  const more = marks && marks.length > 0 ? { marks } : {};
  if (wraps) return wrap(text, { width, color, ...more }).map((row) => row.text);
  return [cut(text, { width, from: left, color, ...more }).text];
}

function isSelected(number: number, { selection }: Model): boolean {
  if (!selection) return false;
  const { anchor, head } = selection;
  return number >= Math.min(anchor, head) && number <= Math.max(anchor, head);
}

/** In reverse video from edge to edge, without colours of its own. */
function selectedRow(line: Line, row: number, model: Model, paneWidth: number, width: number): string {
  const text = plain(line.text);
  const shown = model.wrap
    ? (wrap(text, { width, color: false })[row]?.text ?? '')
    : cut(text, { width, from: model.left, color: false }).text;
  const lead = row === 0 ? plain(prefixOf(line, model)) : ' '.repeat(paneWidth - width);
  const all = lead + shown;
  return `\x1b[7m${all}${' '.repeat(Math.max(paneWidth - textWidth(all), 0))}\x1b[27m`;
}

/** What zdev says of a service, and marks, go across: they are not output. */
function ruleRow(line: Line, model: Model, width: number): string {
  const dash = model.ascii ? '-' : '─';
  const name = showsMany(model) && line.service !== '' ? `${line.service}: ` : '';
  const text = line.kind === 'mark' ? `mark ${clockText(line.atMs)}` : `${clockText(line.atMs)} ${name}${line.text}`;
  const shown = truncate(`${dash}${dash} ${text} `, width, model.ascii ? '~' : '…');
  return `\x1b[2m${shown}${dash.repeat(Math.max(width - textWidth(shown), 0))}\x1b[22m`;
}
