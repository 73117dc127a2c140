import { stringify } from 'yaml';

/** Escapes for characters that YAML 1.1 takes for line breaks, or that are easily lost. */
const ESCAPES: Readonly<Record<string, string>> = {
  '\u0085': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
  '\u007f': '\\x7F',
  '\ufeff': '\\uFEFF',
};

/**
 * YAML that every reader understands in the same way. For YAML 1.1, a plain `no` or `12:30` is not a string, so each
 * string is in double quotes, and on one line.
 */
export function yamlText(value: unknown): string {
  return stringify(value, {
    schema: 'yaml-1.1',
    lineWidth: 0,
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'PLAIN',
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
    aliasDuplicateObjects: false,
  }).replace(/[\u0080-\u009f\u007f\u2028\u2029\ufeff]/g, (char) => ESCAPES[char] ?? hex(char));
}

function hex(char: string): string {
  return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** Removes undefined values at any depth, so that the format does not see them. */
export function defined<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
