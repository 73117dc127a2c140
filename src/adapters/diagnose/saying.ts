import type { PlainTrouble, SaidTrouble } from '../../core/said-trouble.ts';
import type { Failed } from './request.ts';

/** What a tool or a language says, and what that means; null: not what it looks like. */
export interface Saying {
  readonly said: RegExp;
  readonly means: (words: RegExpExecArray, failed: Failed) => SaidTrouble | null;
}

/** One that says all with its shape. */
export function simple(said: RegExp, type: PlainTrouble): Saying {
  return { said, means: () => ({ type }) };
}
