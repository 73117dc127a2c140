import { aged } from '../../core/causes/aged.ts';
import { isAsking } from '../../core/causes/asking.ts';
import type { Cause } from '../../core/causes/cause.ts';
import { type Problem, problemsOf } from '../../core/causes/problems.ts';
import { cannotStart, isWorthTelling, toldLines, toldRun } from '../../core/causes/told.ts';
import { conditionText, outlookTexts } from '../../present/condition.ts';
import { failureText } from '../../present/failure.ts';
import { type Mistake, mistakeFact } from '../../present/mistake.ts';
import { nextSteps } from '../../present/next.ts';
import { stopText } from '../../present/stopping.ts';
import { clockText } from '../../present/time.ts';
import { selfWrittenText } from '../../present/trigger.ts';
import { waitReasonText } from '../../present/waiting.ts';
import { countText, namesText } from '../../present/words.ts';
import { truncate } from '../../text/width.ts';
import { DISPLAY_STATUSES, type DisplayStatus, displayStatusOf, type Glyphs } from './display-status.ts';
import { fitSpans } from './fit.ts';
import { wrapWords } from './help.ts';
import type { ServiceEntry } from './service-entry.ts';
import type { Spans } from './span.ts';

/** A problem that the screen shows unasked. */
export interface ScreenProblem {
  readonly name: string;
  readonly look: DisplayStatus;
  readonly text: string;
  /** It waits for input. */
  readonly asks?: boolean;
  /** What the user can do about it. */
  readonly next: readonly string[];
}

/** If there are more, only their number is shown. */
const MAX_PROBLEMS = 6;
const MAX_MISTAKES = 2;

/** All problems at their roots, the worst first. `tellingLine` returns the most informative line of a run. */
export function problemsNow(
  entries: readonly ServiceEntry[],
  nowMs: number,
  tellingLine: (service: string, run: number) => string | null,
): readonly ScreenProblem[] {
  const byName = new Map(entries.map((entry) => [entry.row.name, entry]));
  const causes = new Map<string, Cause>();
  const lookup = (name: string) => {
    const entry = byName.get(name);
    if (!entry) return undefined;
    const known = causes.get(name) ?? aged(entry.cause, Math.max(nowMs - entry.sinceMs - entry.cause.inStateMs, 0));
    causes.set(name, known);
    return known;
  };
  const told = problemsOf(byName.keys(), lookup).filter(isWorthTelling);
  const shown = told.slice(0, MAX_PROBLEMS).flatMap((problem): ScreenProblem[] => {
    const { cause } = problem;
    const entry = byName.get(cause.name);
    if (!entry) return [];
    const line = hasTellingLine(cause) ? (toldLines(cause)[0] ?? tellingLine(cause.name, toldRun(cause))) : null;
    return [
      {
        name: cause.name,
        look: displayStatusOf(entry.row),
        text: textOf(problem, line, nowMs),
        next: nextSteps(cause, 'screen'),
        asks: isAsking(cause),
      },
    ];
  });
  const more = told.length - shown.length;
  if (more <= 0) return shown;
  return [...shown, { name: '', look: 'failed', text: `${countText(more, 'more problem')}: zdev why`, next: [] }];

  function textOf({ cause, waiting }: Problem, line: string | null, nowMs: number): string {
    const waits = cause.state === 'blocked' ? waitReasonText(cause.blockers, lookup) : '';
    const { nextTryInMs } = cause;
    const parts = [
      [waits === '' ? conditionText(cause) : waits, ...(line === null ? [] : [line.replace(/\.$/, '')])].join(': '),
      ...(cause.buildFailure ? [`${failureText(cause.buildFailure)}, the old run keeps serving`] : []),
      ...(cause.selfWritten.length > 0 ? [selfWrittenText(cause.selfWritten)] : []),
      ...(cause.stop ? [stopText(cause)] : []),
      // A point in time, so that the row need not be drawn again every second.
      ...outlookTexts({ ...cause, nextTryInMs: null }),
      ...(nextTryInMs === null ? [] : [`next try at ${clockText(nowMs + nextTryInMs)}`]),
      ...(waiting.length === 0 ? [] : [`${namesText(waiting)} ${waiting.length === 1 ? 'waits' : 'wait'} for it`]),
    ];
    return parts.join('; ');
  }
}

/** If it is known what the service needs to start, its output only repeats that in other words. */
function hasTellingLine(cause: Cause): boolean {
  return (cause.failure !== null || cause.failedRuns !== null) && !cannotStart(cause);
}

/** Mistakes in the config, which the screen shows until they are fixed. They belong to no service. */
export function mistakeProblems(mistakes: readonly Mistake[]): readonly ScreenProblem[] {
  const shown = mistakes.slice(0, MAX_MISTAKES).map(
    (mistake): ScreenProblem => ({
      name: '',
      look: mistake.severity === 'error' ? 'failed' : 'unhealthy',
      text: mistakeFact(mistake),
      next: mistake.hint === null ? [] : [mistake.hint],
    }),
  );
  const more = mistakes.length - shown.length;
  if (more <= 0) return shown;
  return [...shown, { name: '', look: 'unhealthy', text: `${countText(more, 'more mistake')}: zdev why`, next: [] }];
}

/** As many rows of problems as fit, each with its service. */
export function problemRows(
  problems: readonly ScreenProblem[],
  { width, height, glyphs }: { readonly width: number; readonly height: number; readonly glyphs: Glyphs },
): readonly { readonly name: string; readonly spans: Spans }[] {
  const rows: { name: string; spans: Spans }[] = [];
  /** As many rows as a text may have and as fit. A mark shows that something is left out. */
  const wrapped = (text: string, room: number): readonly string[] => {
    const most = Math.min(MAX_ROWS, height - rows.length);
    const all = wrapWords(text, room);
    if (all.length <= most) return all;
    return [...all.slice(0, most - 1), truncate(all.slice(most - 1).join(' '), room, glyphs.ellipsis)];
  };
  for (const { name, look, asks, text, next } of problems) {
    if (rows.length >= height) break;
    const { tone } = DISPLAY_STATUSES[asks ? 'unhealthy' : look];
    const room = Math.max(width - INDENT.length - 1, 10);
    const [first = '', ...rest] = wrapped(`${name === '' ? '' : `${name}  `}${text}`, room);
    rows.push({
      name,
      spans: [
        { text: ` ${asks ? glyphs.asks : glyphs.look(look)} `, tone, bold: true },
        { text: first, tone },
      ],
    });
    for (const more of rest) rows.push({ name, spans: [{ text: INDENT }, { text: more, tone }] });
    for (const one of next) {
      if (rows.length >= height) break;
      for (const step of wrapped(`next: ${one}`, room)) {
        rows.push({ name, spans: [{ text: INDENT }, { text: step, tone: 'quiet' }] });
      }
    }
  }
  return rows.map(({ name, spans }) => ({ name, spans: fitSpans(spans, width, glyphs.ellipsis) }));
}

/** How many rows of a screen problems may take. */
export function problemRoom(rows: number): number {
  if (rows < 10) return 0;
  return rows < 14 ? 1 : Math.min(Math.floor(rows / 6), 8);
}

const INDENT = '   ';
/** A longer text is cut. */
const MAX_ROWS = 3;
