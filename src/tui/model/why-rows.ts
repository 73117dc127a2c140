import { aged } from '../../core/causes/aged.ts';
import { rootsOf } from '../../core/causes/chain.ts';
import { chainLines } from '../../present/chain.ts';
import { detailTexts } from '../../present/details.ts';
import { nextSteps } from '../../present/next.ts';
import { wrapWords } from './help.ts';
import { entryNamed, type Model } from './model.ts';
import type { ServiceEntry } from './service-entry.ts';
import type { Spans } from './span.ts';

/** Why a service is in its state: the chain of causes, details about its ends, and what to do. */
export function whyRows(
  model: Model,
  { row }: ServiceEntry,
  { nowMs, width }: { readonly nowMs: number; readonly width: number },
): readonly Spans[] {
  const lookup = (name: string) => {
    const entry = entryNamed(model, name);
    // The title shows the time of the next try. A countdown would have to be drawn every second.
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
