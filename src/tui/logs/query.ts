import { plain } from '../../text/cut.ts';

/** What is searched for, or filtered by. */
export interface Query {
  readonly text: string;
  /** The text is a regular expression. */
  readonly regex: boolean;
}

/** Where a query matches in the plain text of a line, in UTF-16 units. */
export interface Hit {
  readonly from: number;
  readonly to: number;
}

/** A query, ready to be asked of many lines. */
export interface Matcher {
  /** Whether it is anywhere in a line as it was printed. */
  matches(line: string): boolean;
  /** All places in the plain text of a line. */
  hits(line: string): readonly Hit[];
}

const MAX_HITS = 200;

/**
 * Compiles a query; a text without capitals matches in any case. For a regular expression with a mistake in it, what is
 * wrong, for the user.
 */
export function compile({ text, regex }: Query): Matcher | { readonly error: string } {
  const caseless = text === text.toLowerCase();
  const source = regex ? text : text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  let expression: RegExp;
  try {
    expression = new RegExp(source, caseless ? 'giu' : 'gu');
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(/^.*?: (?=[^:]*$)/, '') : String(error);
    return { error: message };
  }
  return {
    matches(line) {
      expression.lastIndex = 0;
      return expression.test(line.includes('\x1b') || line.includes('\r') ? plain(line) : line);
    },
    hits(line) {
      const hits: Hit[] = [];
      // It begins where the last test ended otherwise.
      expression.lastIndex = 0;
      for (const { index, 0: found } of plain(line).matchAll(expression)) {
        if (found.length > 0) hits.push({ from: index, to: index + found.length });
        if (hits.length >= MAX_HITS) break;
      }
      return hits;
    },
  };
}
