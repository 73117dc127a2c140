import { textWidth } from '../text/width.ts';
import { fitSpans, spread, widthOf } from './fit.ts';
import { KEYMAP, keyName, type Mode } from './keymap.ts';
import { type Glyphs, LOOKS, type Look, lookOf } from './look.ts';
import { entryNamed, type Model, modeOf, viewKey } from './model.ts';
import type { Span, Spans } from './span.ts';
import { clockText, elapsedText } from './time.ts';

/** What the three bars of the frame say beyond the model. */
export interface BarFacts {
  readonly glyphs: Glyphs;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Lines that have come since the view was stopped. */
  readonly newLines: number;
  /** Which of how many matches the view is at; null without a search. */
  readonly hits: { readonly at: number; readonly of: number } | null;
}

const ORDER: readonly Look[] = [
  'ready',
  'done',
  'starting',
  'waiting',
  'unhealthy',
  'stopping',
  'failed',
  'stopped',
  'off',
];

/** The first row: the project, and how many services are how. */
export function headerSpans(model: Model, { glyphs }: BarFacts, width: number): Spans {
  const name: Spans = [{ text: ' zdev ', bold: true }, { text: `${model.project} ` }];
  const counts = countSpans(model, glyphs);
  const left = [...name, { text: ' ' }, ...counts];
  const room = width - widthOf(left);
  const state = stateSpans(model).find((spans) => widthOf(spans) <= room) ?? [];
  return spread(left, state, width, { ellipsis: glyphs.ellipsis });
}

/** What there is to say of the whole; shorter words follow. */
function stateSpans(model: Model): readonly Spans[] {
  if (model.stopping !== null) return [[{ text: 'stopping ', color: 'yellow', bold: true }]];
  if (model.owner) return [];
  return ['guest: quitting leaves it running ', 'guest '].map((text) => [{ text, dim: true }]);
}

/** The only row of the frame on a tiny screen. */
export function tinySpans(model: Model, { glyphs }: BarFacts, width: number): Spans {
  const entry = entryNamed(model, model.selected);
  if (!entry) return fitSpans([{ text: ` zdev ${model.project}` }], width, glyphs.ellipsis);
  const look = lookOf(entry.row);
  const at = model.entries.indexOf(entry) + 1;
  const bad = countSpans(model, glyphs, ['unhealthy', 'failed']);
  const spans = [
    { text: ` ${glyphs.look(look)} `, color: LOOKS[look].color },
    { text: viewKey(model) === '*' ? 'all' : entry.row.name, bold: true },
    { text: ` ${at}/${model.entries.length}  ` },
    ...bad,
  ];
  return fitSpans(spans, width, glyphs.ellipsis);
}

function countSpans(model: Model, glyphs: Glyphs, looks: readonly Look[] = ORDER): Spans {
  const counts = new Map<Look, number>();
  for (const { row } of model.entries) {
    if (row.kind === 'target') continue;
    const look = lookOf(row);
    counts.set(look, (counts.get(look) ?? 0) + 1);
  }
  return looks.flatMap((look) => {
    const count = counts.get(look);
    const { color, bold } = LOOKS[look];
    const glyph = glyphs.look(look).trim() || 'off';
    return count ? [{ text: `${glyph} ${count}  `, color, ...(bold ? { bold } : {}) }] : [];
  });
}

/** The row above the services. */
export function treeTitleSpans(model: Model, { glyphs }: BarFacts, width: number): Spans {
  const focus = model.focus === 'tree' ? { bold: true } : {};
  const name = model.marked.size > 0 ? ` ${model.marked.size} marked ` : ' services ';
  const left = [
    { text: glyphs.horizontal, dim: true },
    { text: name, ...focus },
  ];
  return spread(left, [], width, { ellipsis: glyphs.ellipsis, fill: { text: glyphs.horizontal, dim: true } });
}

/** The row above the log: which service, how it is and why; whether the view follows. */
export function titleSpans(model: Model, facts: BarFacts, width: number, corner: boolean): Spans {
  const { glyphs } = facts;
  const front: Spans = [{ text: corner ? `${glyphs.tee} ` : ' ', dim: true }];
  const fill = { text: glyphs.horizontal, dim: true };
  const right: Spans = [{ text: ' ' }, ...rightSpans(model, facts)];
  const room = width - widthOf(front) - widthOf(right) - 1;
  const left = [...front, ...whatSpans(model, facts, room), { text: ' ' }];
  return spread(left, right, width, { ellipsis: glyphs.ellipsis, fill });
}

/** Facts that do not fit are left out, the last first. */
function whatSpans(model: Model, { glyphs, nowMs }: BarFacts, room: number): Spans {
  if (model.attached !== null) {
    return [
      { text: model.attached, bold: true },
      { text: ' ATTACHED', color: 'yellow', bold: true },
      { text: `${glyphs.separator}keys go to the program` },
    ];
  }
  if (viewKey(model) === '*') {
    const muted = [...model.muted];
    const which = model.marked.size > 0 ? 'marked services' : 'all services';
    return [
      { text: which, bold: true },
      { text: muted.length > 0 ? ` (${muted.join(', ')} muted)` : '', dim: true },
    ];
  }
  const entry = entryNamed(model, model.selected);
  if (!entry) return [{ text: model.project, bold: true }];
  const { row, sinceMs } = entry;
  const look = lookOf(row);
  const { color } = LOOKS[look];
  const facts: string[] = [];
  if (row.port !== null) facts.push(`:${row.port}`);
  if (row.pid !== null) facts.push(`pid ${row.pid}`);
  if (look === 'ready' && row.pid !== null) facts.push(`since ${clockText(row.started_at_ms ?? sinceMs)}`);
  if (row.restarts > 0) facts.push(`restarts ${row.restarts}${row.max_restarts ? ` of ${row.max_restarts}` : ''}`);
  const spans: Span[] = [
    { text: row.name, bold: true },
    { text: ` ${glyphs.look(look)} ${stateText(model, nowMs)}`, color },
  ];
  for (const fact of facts) {
    const span = { text: `${glyphs.separator}${fact}` };
    if (widthOf([...spans, span]) > room) break;
    spans.push(span);
  }
  return spans;
}

/** The state of the selected service in words, with its reason. */
function stateText(model: Model, nowMs: number): string {
  const entry = entryNamed(model, model.selected);
  if (!entry) return '';
  const { row, sinceMs } = entry;
  const elapsed = elapsedText(nowMs - sinceMs);
  switch (lookOf(row)) {
    case 'ready':
      if (row.build_error !== null) return `ready; ${row.build_error}, the old run keeps serving`;
      return row.building ? 'ready; building, the old run keeps serving' : 'ready';
    case 'starting': {
      const deadline = row.deadline_ms === null ? '' : ` of ${elapsedText(row.deadline_ms)}`;
      const why = row.health_error === null ? '' : ` (${row.health_error})`;
      if (row.building) return `building ${elapsed}`;
      return row.kind === 'oneshot' && row.state === 'running'
        ? `at work ${elapsed}`
        : `starting ${elapsed}${deadline}${why}`;
    }
    case 'waiting':
      return row.waiting_on.length > 0 ? `waiting for ${row.waiting_on.join('; ')}` : row.reason;
    case 'stopping':
      return `${row.reason} ${elapsed}`;
    case 'failed': {
      const next =
        row.next_try_in_ms === null ? '' : `, next try at ${clockText(sinceMs + row.in_state_ms + row.next_try_in_ms)}`;
      return `${row.reason}${row.gave_up && row.restarts > 0 ? `, gave up after ${row.restarts} restarts` : next}`;
    }
    default:
      return row.reason;
  }
}

function rightSpans(model: Model, { newLines, hits, glyphs }: BarFacts): Spans {
  if (model.attached !== null) return [{ text: 'leave: ctrl-] ', bold: true }];
  if (model.details) return [{ text: 'DETAILS ', bold: true }];
  const spans: Span[] = [];
  const say = (text: string, style: Omit<Span, 'text'> = {}) =>
    spans.push({ text: `${text}${glyphs.separator}`, ...style });
  if (model.search)
    say(hits ? `${model.search.query.text} ${hits.at}/${hits.of}` : model.search.query.text, { color: 'cyan' });
  if (model.filter) say(`filter ${model.filter.query.text}`, { color: 'cyan', bold: true });
  if (model.left > 0) say(`from column ${model.left + 1}`, { dim: true });
  if (model.zoom || !model.mouse) say('mouse released', { dim: true });
  if (model.selection) spans.push({ text: 'SELECT ', color: 'cyan', bold: true });
  else if ((model.viewports.get(viewKey(model)) ?? { follow: true }).follow) spans.push({ text: 'FOLLOW ', dim: true });
  else spans.push({ text: newLines > 0 ? `PAUSED +${newLines} new ` : 'PAUSED ', color: 'yellow', bold: true });
  return spans;
}

/** The last row: what is being typed, or what was said last, or which keys there are. */
export function footerSpans(model: Model, { glyphs }: BarFacts, width: number): Spans {
  const { prompt, message } = model;
  if (prompt) {
    const what = `${prompt.is}${prompt.regex ? ' (regex)' : ''}`;
    const hint = `${keyName('enter', model.ascii)} keep  tab ${prompt.regex ? 'text' : 'regex'}  esc drop `;
    const left = [{ text: ` ${what}: `, bold: true }, { text: prompt.text }, { text: ' ', inverse: true }];
    return spread(left, widthOf(left) + hint.length < width ? [{ text: hint, dim: true }] : [], width, {
      ellipsis: glyphs.ellipsis,
    });
  }
  if (model.attached !== null) {
    const keys = ` ATTACHED to ${model.attached}   ctrl-] leave   ctrl-] ctrl-] send a literal ctrl-]`;
    return fitSpans([{ text: keys }], width, glyphs.ellipsis);
  }
  if (message) {
    const style = message.level === 'error' ? { color: 'red' as const, bold: true } : { color: 'cyan' as const };
    return fitSpans([{ text: ` ${message.text}`, ...style }], width, glyphs.ellipsis);
  }
  if (model.stopping !== null) return fitSpans([{ text: ` ${model.stopping}   ctrl-c kills` }], width, glyphs.ellipsis);
  return hints(modeOf(model), model.ascii, width);
}

/** Key hints: whole entries only, the least needed left out first; `?` and `q` stay. */
function hints(mode: Mode, ascii: boolean, width: number): Spans {
  const entries = KEYMAP.flatMap(({ footer, keys, modes, action }) => {
    if (!footer || !modes.includes(mode)) return [];
    // Two rows of the table, one hint.
    const key = action === 'up' || action === 'select-up' ? selectKeys(ascii) : keyName(keys[0], ascii);
    return [{ ...footer, key }];
  }).sort((a, b) => a.rank - b.rank);
  const compact = width < 40;
  const textOf = (entry: (typeof entries)[number]) => (compact ? ` ${entry.key}` : `  ${entry.key} ${entry.label}`);
  const shown: typeof entries = [];
  let used = 0;
  for (const entry of entries) {
    const more = textWidth(textOf(entry));
    if (used + more > width && entry.rank > 1) break;
    used += more;
    shown.push(entry);
  }
  const spans = shown.flatMap((entry) =>
    compact
      ? [{ text: ` ${entry.key}` }]
      : [
          { text: `  ${entry.key}`, bold: true },
          { text: ` ${entry.label}`, dim: true },
        ],
  );
  return fitSpans(spans, width, '');
}

function selectKeys(ascii: boolean): string {
  return ascii ? 'j k' : '↑↓';
}
