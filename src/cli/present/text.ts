import { plain } from '../../text/cut.ts';

/** Text of somebody else's, such as an error, for one row of a terminal: nothing in it steers the terminal. */
export function printable(text: string): string {
  return plain(text.replace(/[\r\n\t]+/g, ' '));
}
