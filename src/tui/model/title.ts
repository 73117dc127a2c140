import { aged } from '../../core/causes/aged.ts';
import { conditionText, historyText, inputText, outlookTexts, stateText } from '../../present/condition.ts';
import { failureText } from '../../present/failure.ts';
import { probeText } from '../../present/probe.ts';
import { stopText } from '../../present/stopping.ts';
import { clockText, elapsedText } from '../../present/time.ts';
import { waitReasonText } from '../../present/waiting.ts';
import { countText, listText } from '../../present/words.ts';
import { truncate } from '../../text/width.ts';
import type { BarFacts } from './bars.ts';
import { DISPLAY_STATUSES, displayStatusOf, type Glyphs } from './display-status.ts';
import { spread, widthOf } from './fit.ts';
import { keyName } from './keymap.ts';
import { membersOf } from './members.ts';
import { entryNamed, type Model, viewKey } from './model.ts';
import type { Span, Spans } from './span.ts';

/** The row above the log: which service, its state and the reason; whether the view follows. */
export function titleSpans(model: Model, facts: BarFacts, width: number, corner: boolean): Spans {
  const { glyphs } = facts;
  const front: Spans = [{ text: corner ? `${glyphs.tee} ` : ' ', tone: 'quiet' }];
  const fill: Span = { text: glyphs.horizontal, tone: 'quiet' };
  const right: Spans = [{ text: ' ' }, ...rightSpans(model, facts)];
  const room = width - widthOf(front) - widthOf(right) - 1;
  const left = [...front, ...whatSpans(model, facts, room), { text: ' ' }];
  return spread(left, right, width, { ellipsis: glyphs.ellipsis, fill });
}

/** Leaves out facts that do not fit, the last first. Then cuts the name; the state always stays. */
function whatSpans(model: Model, { glyphs, nowMs }: BarFacts, room: number): Spans {
  if (model.attached !== null) {
    return named(model.attached, glyphs, room, [
      { text: ' ATTACHED', tone: 'busy', bold: true },
      { text: `${glyphs.separator}keys go to the program` },
    ]);
  }
  if (model.selected === null) {
    const muted = [...model.muted];
    const which = model.marked.size > 0 ? 'marked services' : 'all services';
    return [
      { text: which, bold: true },
      { text: muted.length > 0 ? ` (${listText(muted, 3)} muted)` : '', tone: 'quiet' },
    ];
  }
  const entry = entryNamed(model, model.selected);
  if (!entry) return [{ text: model.project, bold: true }];
  const { row, sinceMs } = entry;
  const look = displayStatusOf(row);
  const facts: string[] = [];
  if (row.kind === 'target') facts.push(countText(membersOf(model.entries, row.name).size - 1, 'member'));
  if (row.port !== null) facts.push(`:${row.port}`);
  if (row.pid !== null) facts.push(`pid ${row.pid}`);
  if (look === 'ready' && row.pid !== null) facts.push(`since ${clockText(row.started_at_ms ?? sinceMs)}`);
  if (row.restarts > 0) facts.push(`restarts ${row.restarts}${row.max_restarts ? ` of ${row.max_restarts}` : ''}`);
  const state: Spans = [
    { text: ` ${glyphs.look(look)} `, tone: DISPLAY_STATUSES[look].tone },
    { text: conditionOf(model, nowMs), tone: DISPLAY_STATUSES[look].tone },
  ];
  const spans: Span[] = [...named(row.name, glyphs, room, state)];
  for (const fact of facts) {
    const span = { text: `${glyphs.separator}${fact}` };
    if (widthOf([...spans, span]) > room) break;
    spans.push(span);
  }
  return spans;
}

/** A name, cut if it does not fit beside what follows. */
function named(name: string, glyphs: Glyphs, room: number, behind: Spans): Spans {
  const text = truncate(name, Math.max(room - widthOf(behind), Math.min(LEAST_NAME, room)), glyphs.ellipsis);
  return [{ text, bold: true }, ...behind];
}

const LEAST_NAME = 10;

/** The state of the selected service in words, with its reason. */
function conditionOf(model: Model, nowMs: number): string {
  const entry = entryNamed(model, model.selected);
  if (!entry) return '';
  const { row, cause, sinceMs } = entry;
  const asked = cause.awaitsInput;
  if (asked !== null && (row.state === 'running' || row.state === 'starting')) {
    // A long question is cut, but the key that answers it is not.
    if (asked.terminal) return `waits for input, ${keyName('enter', model.ascii)} answers: "${asked.text}"`;
    return inputText(cause) ?? '';
  }
  const elapsed = elapsedText(nowMs - sinceMs);
  const serving = cause.buildFailure ? `${failureText(cause.buildFailure)}, the old run keeps serving` : null;
  switch (displayStatusOf(row)) {
    case 'ready':
      if (serving) return `ready; ${serving}`;
      return row.building ? 'ready; building, the old run keeps serving' : 'ready';
    case 'starting': {
      if (row.building) return `building ${elapsed}`;
      if (row.state === 'running') return `${stateText(cause)} ${elapsed}${historyText(cause)}`;
      const deadline = row.deadline_ms === null ? '' : ` of ${elapsedText(row.deadline_ms)}`;
      const why = cause.probe ? ` (${probeText(cause.probe.error)})` : '';
      return `starting ${elapsed}${deadline}${why}${historyText(cause)}`;
    }
    case 'waiting': {
      const text = waitReasonText(cause.blockers, (name) => entryNamed(model, name)?.cause);
      return text === '' ? conditionText(cause) : text;
    }
    case 'stopping': {
      if (!cause.stop) return `${conditionText(cause)} ${elapsed}`;
      const now = aged(cause, Math.max(nowMs - sinceMs - cause.inStateMs, 0));
      return `${conditionText(cause)}: ${stopText(now)}`;
    }
    case 'failed': {
      // A point in time, so that the row need not be drawn again every second.
      const { nextTryInMs } = cause;
      const next = nextTryInMs === null ? [] : [`next try at ${clockText(sinceMs + cause.inStateMs + nextTryInMs)}`];
      return [conditionText(cause), ...outlookTexts({ ...cause, nextTryInMs: null }), ...next].join(', ');
    }
    default:
      return conditionText(cause);
  }
}

/** The modes of the screen, from the most permanent to what the log does now. */
function rightSpans(model: Model, { newLines, hits, glyphs }: BarFacts): Spans {
  if (model.attached !== null) return [{ text: 'leave: ctrl-] ', bold: true }];
  const spans: Span[] = [];
  const say = (text: string, style: Omit<Span, 'text'> = {}) =>
    spans.push({ text: `${text}${glyphs.separator}`, ...style });
  const short = (text: string) => truncate(text, MAX_QUERY, glyphs.ellipsis);
  if (model.search) {
    const count = hits ? ` ${hits.at}/${hits.of}` : '';
    say(`search ${short(model.search.query.text)}${count}`, { tone: 'note' });
  }
  if (model.filter) say(`filter ${short(model.filter.query.text)}`, { tone: 'note', bold: true });
  if (model.level !== null) say(`${model.level} only`, { tone: 'note', bold: true });
  if (model.left > 0) say(`from column ${model.left + 1}`, { tone: 'quiet' });
  if (model.zoom) say('ZOOM');
  if (model.zoom || !model.mouse) say('mouse released', { tone: 'quiet' });
  if (model.details) spans.push({ text: 'DETAILS ', bold: true });
  else if (model.selection) spans.push({ text: 'SELECT ', tone: 'note', bold: true });
  else if ((model.viewports.get(viewKey(model)) ?? { follow: true }).follow) {
    spans.push({ text: 'FOLLOW ', tone: 'quiet' });
  } else spans.push({ text: newLines > 0 ? `PAUSED +${newLines} new ` : 'PAUSED ', tone: 'busy', bold: true });
  return spans;
}

const MAX_QUERY = 20;
