import { maskText } from './secrets.ts';
import { forTerminal } from './terminal.ts';

/** Makes a text of zdev safe for people: it cannot control a terminal, and recognised secrets are masked. */
export function forPeople(text: string): string {
  return forTerminal(maskText(text));
}
