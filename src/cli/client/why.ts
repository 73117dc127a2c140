import { namesText } from '../../present/words.ts';
import type { Problem } from '../../rpc/results/cause.ts';
import { printable } from '../present/text.ts';

/** If there are more names, only their number is printed. */
const MAX_NAMES = 5;

/** A problem for people, one line each: details beyond its state, what to do next, and its last output. */
export function problemLines({ name, details, next, output }: Problem): string[] {
  return [
    ...details.map((detail) => `  ${name}: ${printable(detail)}`),
    ...next.map((step) => `  next: ${printable(step)}`),
    ...(output.length > 0 ? [`  last output of ${name}:`] : []),
    ...output.map((line) => `    | ${printable(line)}`),
  ];
}

/** Which services wait for it, as one line; none if no service waits. */
export function waitersText({ name, waiting }: Problem): string[] {
  if (waiting.length === 0) return [];
  return [`  ${namesText(waiting, MAX_NAMES)} ${waiting.length === 1 ? 'waits' : 'wait'} for ${name}`];
}
