import type { Problem } from '../rpc/results/cause.ts';
import { printable } from './print/text.ts';

/** A problem for people: what is known beyond its condition, what can be done, and what it printed last; a line each. */
export function problemLines({ name, details, next, output }: Problem): string[] {
  return [
    ...details.map((detail) => `  ${name}: ${printable(detail)}`),
    ...next.map((step) => `  next: ${printable(step)}`),
    ...(output.length > 0 ? [`  last output of ${name}:`] : []),
    ...output.map((line) => `    | ${printable(line)}`),
  ];
}
