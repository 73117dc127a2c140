import { namesText } from '../../present/words.ts';
import type { Problem } from '../../rpc/results/cause.ts';
import { printable } from '../present/text.ts';

/** More names than these are counted. */
const MAX_NAMES = 5;

/** A problem for people: what is known beyond its condition, what can be done, and what it printed last; a line each. */
export function problemLines({ name, details, next, output }: Problem): string[] {
  return [
    ...details.map((detail) => `  ${name}: ${printable(detail)}`),
    ...next.map((step) => `  next: ${printable(step)}`),
    ...(output.length > 0 ? [`  last output of ${name}:`] : []),
    ...output.map((line) => `    | ${printable(line)}`),
  ];
}

/** Who waits for it, as one line; none where nobody does. */
export function waitersText({ name, waiting }: Problem): string[] {
  if (waiting.length === 0) return [];
  return [`  ${namesText(waiting, MAX_NAMES)} ${waiting.length === 1 ? 'waits' : 'wait'} for ${name}`];
}
