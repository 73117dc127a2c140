import { clockText } from '../../present/time.ts';
import { cut, plain, wrap } from '../../text/cut.ts';
import { textWidth, truncate } from '../../text/width.ts';
import { glyphs } from '../model/display-status.ts';
import type { Rect } from '../model/layout.ts';
import type { Model, SelectedPart } from '../model/model.ts';
import { sgrOf } from '../model/theme.ts';
import type { Line } from './line.ts';
import { prefixOf, prefixWidth, quiet } from './prefix.ts';
import { shownText } from './shown.ts';
import { partText, plainText, type RowPart, rowPartOf } from './spot.ts';
import { type ScrollContent, type Viewport, visible } from './viewport.ts';

/** What rows are drawn from. */
interface Painted {
  readonly model: Model;
  readonly viewport: Viewport;
  readonly content: ScrollContent;
  readonly pane: Rect;
}

/** Everything besides the line itself that determines how it looks. */
interface LineStyle extends Pick<Model, 'left' | 'wrap' | 'raw' | 'ascii' | 'color' | 'theme' | 'search'> {
  readonly width: number;
}

/** Draws log rows. A line that looks the same as before is not cut again. */
export interface LogPainter {
  /** One text for each row of the pane, at most as wide as the pane. */
  paint(painted: Painted): readonly string[];
}

export function createLogPainter(): LogPainter {
  let cache = new WeakMap<Line, readonly string[]>();
  let cached: LineStyle | null = null;

  function rowsOf(line: Line, style: LineStyle): readonly string[] {
    let rows = cache.get(line);
    if (!rows) {
      rows = cutLine(line, style);
      cache.set(line, rows);
    }
    return rows;
  }

  return {
    paint({ model, viewport, content, pane }) {
      const width = Math.max(pane.width - prefixWidth(model), 1);
      const { left, wrap, raw, ascii, color, theme, search } = model;
      const style = { width, left, wrap, raw, ascii, color, theme, search };
      if (!cached || !isSame(cached, style)) {
        cache = new WeakMap();
        cached = style;
      }
      const rows = visible(viewport, content).map(({ number, row }) => {
        const line = content.view.at(number);
        if (!line) return '';
        if (isSelected(number, model)) return selectedRow(line, row, model, pane.width, width);
        if (line.kind !== 'output') return noteRow(line, model, width);
        if (model.part?.number === number) return partRow({ line, row, model, part: model.part, width });
        const hit = number === model.hit && row === 0 ? '\x1b[1m' : '';
        return `${row === 0 ? prefixOf(line, model) : ' '.repeat(pane.width - width)}${hit}${rowsOf(line, style)[row] ?? ''}`;
      });
      while (rows.length < pane.height) rows.push('');
      return rows;
    },
  };
}

function isSame(a: LineStyle, b: LineStyle): boolean {
  return (Object.keys(a) as (keyof LineStyle)[]).every((key) => a[key] === b[key]);
}

function cutLine(line: Line, style: LineStyle): readonly string[] {
  const { width, left, wrap: wraps, color, search, ascii } = style;
  const text = shownText(line, style);
  const marks = search?.matcher.hits(text);
  const more = marks && marks.length > 0 ? { marks } : {};
  if (wraps) return wrap(text, { width, color, ...more }).map((row) => row.text);
  return [cut(text, { width, from: left, color, more: quiet(style, glyphs(ascii).more), ...more }).text];
}

function isSelected(number: number, { selection }: Model): boolean {
  if (!selection) return false;
  const { anchor, head } = selection;
  return number >= Math.min(anchor, head) && number <= Math.max(anchor, head);
}

/** The end of a row, without colours. It marks a line that continues, even in a selection. */
function selectable(text: string, { from, to }: RowPart, { wrap: wraps, ascii }: Model): string {
  if (to <= from) return '';
  return cut(text, { from, width: to - from, color: false, ...(wraps ? {} : { more: glyphs(ascii).more }) }).text;
}

/** In reverse video from edge to edge, without its own colours. */
function selectedRow(line: Line, row: number, model: Model, paneWidth: number, width: number): string {
  const text = line.kind === 'output' ? plainText(line, model) : plain(line.text);
  const shown = selectable(text, rowPartOf(text, row, model, width), model);
  const lead = row === 0 ? plain(prefixOf(line, model)) : ' '.repeat(paneWidth - width);
  const all = lead + shown;
  return `\x1b[7m${all}${' '.repeat(Math.max(paneWidth - textWidth(all), 0))}\x1b[27m`;
}

/** A row with the mouse selection in reverse video, and without colours. */
function partRow(shown: {
  readonly line: Line;
  readonly row: number;
  readonly model: Model;
  readonly part: SelectedPart;
  readonly width: number;
}): string {
  const { line, row, model, part, width } = shown;
  const text = plainText(line, model);
  const { from, to } = rowPartOf(text, row, model, width);
  const first = Math.min(Math.max(part.from, from), to);
  const last = Math.min(Math.max(part.to, first), to);
  const lead = row === 0 ? prefixOf(line, model) : ' '.repeat(prefixWidth(model));
  const piece = (start: number, end: number) =>
    end === to ? selectable(text, { from: start, to }, model) : partText(text, { from: start, to: end });
  return `${lead}${piece(from, first)}\x1b[7m${piece(first, last)}\x1b[27m${piece(last, to)}`;
}

/** Notes of zdev and marks have a rule beside them, because they are not output. A failure stands out. */
function noteRow(line: Line, model: Model, width: number): string {
  const dash = model.ascii ? '-' : '─';
  const time = model.timestamps ? '' : `${clockText(line.atMs)} `;
  const said = line.kind === 'mark' ? `mark ${clockText(line.atMs)}` : `${time}${line.text}`;
  if (width < 6) return prefixOf(line, model) + truncate(said, width, glyphs(model.ascii).ellipsis);
  const text = truncate(said, width - 4, glyphs(model.ascii).ellipsis);
  const marks = model.search?.matcher.hits(text) ?? [];
  const words = line.level === 'error' ? alarming(text, model) : text;
  const shown = marks.length > 0 ? cut(words, { width, color: model.color, marks }).text : words;
  const rest = Math.max(width - 4 - textWidth(text), 0);
  return `${prefixOf(line, model)}${quiet(model, dash + dash)} ${shown} ${quiet(model, dash.repeat(rest))}`;
}

function alarming(text: string, { color, theme }: Model): string {
  if (!color || theme.glyphsOnly) return `\x1b[1m${text}\x1b[22m`;
  return `\x1b[1;${sgrOf(theme.tones.bad ?? 1)}m${text}\x1b[22;39m`;
}
