import type { PlainTrouble, SaidTrouble } from '../../core/said-trouble.ts';
import type { Failed } from './request.ts';

/** A message of a tool or language and its meaning; null if the message turns out to mean something else. */
export interface Saying {
  readonly said: RegExp;
  readonly means: (words: RegExpExecArray, failed: Failed) => SaidTrouble | null;
}

/** A message whose shape alone gives the meaning. */
export function simple(said: RegExp, type: PlainTrouble): Saying {
  return { said, means: () => ({ type }) };
}
