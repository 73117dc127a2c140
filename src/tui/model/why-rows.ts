import { aged } from '../../core/causes/aged.ts';
import { rootsOf } from '../../core/causes/chain.ts';
import { chainLines } from '../../present/chain.ts';
import { detailTexts } from '../../present/details.ts';
import { nextSteps } from '../../present/next.ts';
import type { Entry } from './entry.ts';
import { wrapWords } from './help.ts';
import { entryNamed, type Model } from './model.ts';
import type { Spans } from './span.ts';

/** Why a service is as it is: the chain of causes, what is known of its ends, and what can be done. */
export function whyRows(
  model: Model,
  { row }: Entry,
  { nowMs, width }: { readonly nowMs: number; readonly width: number },
): readonly Spans[] {
  const lookup = (name: string) => {
    const entry = entryNamed(model, name);
    // The title has the moment of the next try: a countdown would have to be drawn anew every second.
    return (
      entry && { ...aged(entry.cause, Math.max(nowMs - entry.sinceMs - entry.cause.inStateMs, 0)), nextTryInMs: null }
    );
  };
  const room = Math.max(width - 2, 10);
  const say = (text: string, style: Omit<Spans[number], 'text'> = {}) =>
    wrapWords(text, room).map((line): Spans => [{ text: ` ${line}`, ...style }]);
  const rows = [[{ text: ' ' }], ...chainLines(row.name, lookup).flatMap((line) => say(line))];
  for (const root of rootsOf(row.name, lookup)) {
    const told = detailTexts(root, lookup);
    const steps = nextSteps(root, 'screen');
    if (told.length + steps.length === 0) continue;
    rows.push([{ text: ' ' }]);
    for (const text of told) rows.push(...say(root.name === row.name ? text : `${root.name}: ${text}`));
    for (const step of steps) rows.push(...say(`next: ${step}`, { tone: 'note' }));
  }
  return rows;
}
