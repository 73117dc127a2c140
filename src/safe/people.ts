import { maskText } from './secrets.ts';
import { forTerminal } from './terminal.ts';

/** A text of zdev's own for people: it steers no terminal, and shows no secret that can be told from it. */
export function forPeople(text: string): string {
  return forTerminal(maskText(text));
}
