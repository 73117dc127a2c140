import { plain } from '../../text/cut.ts';

/** Text from elsewhere, such as an error, for one row of a terminal. Nothing in it can control the terminal. */
export function printable(text: string): string {
  return plain(text.replace(/[\r\n\t]+/g, ' '));
}
