import { plain } from '../../text/cut.ts';

/** A search or a filter. */
export interface Query {
  readonly text: string;
  /** The text is a regular expression. */
  readonly regex: boolean;
}

/** A match of a query in the plain text of a line, in UTF-16 units. */
export interface Hit {
  readonly from: number;
  readonly to: number;
}

/** A compiled query. */
export interface Matcher {
  /** Whether it matches anywhere in a line as it was printed. */
  matches(line: string): boolean;
  /** All matches in the plain text of a line. */
  hits(line: string): readonly Hit[];
}

const MAX_HITS = 200;

/**
 * Compiles a query. A text without capitals ignores case. For an invalid regular expression, returns an error for the
 * user.
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
      // Otherwise it would begin where the last test ended.
      expression.lastIndex = 0;
      for (const { index, 0: found } of plain(line).matchAll(expression)) {
        if (found.length > 0) hits.push({ from: index, to: index + found.length });
        if (hits.length >= MAX_HITS) break;
      }
      return hits;
    },
  };
}
