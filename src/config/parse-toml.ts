import { parse } from 'toml';
import { error, type Finding, type Source } from './finding.ts';

/** Parses a TOML text into tables, or reports a syntax error with its line. */
export function parseToml(source: Source): { value: Record<string, unknown> | null; problems: Finding[] } {
  try {
    return { value: parse(source.text) as Record<string, unknown>, problems: [] };
  } catch (cause) {
    return { value: null, problems: [syntaxError(source, cause as ParseError)] };
  }
}

/**
 * The errors of the parser. Syntax errors have a location and the found text; errors of meaning have a line and a
 * column.
 */
interface ParseError extends Error {
  readonly location?: { readonly start: { readonly line: number; readonly column: number } };
  readonly found?: string | null;
  readonly line?: number;
  readonly column?: number;
}

function syntaxError(source: Source, cause: ParseError): Finding {
  const { line = null, column = null } = cause.location?.start ?? cause;
  const what = cause.found === null ? 'the file ends' : `${JSON.stringify(cause.found)} is unexpected`;
  const said = cause.message.replace(/\.$/, '');
  const message = cause.location === undefined || cause.found === undefined ? said : `${what} here`;
  return error('toml-syntax', `not valid TOML: ${message}`, { source, line, column });
}
