/** The text in the braces of process-compose, whose own reader (envsubst of drone) has operators of bash. */
export const ENVSUBST = /^(#?[A-Za-z0-9_]+)(?:(:?[-=+?]|\^\^?|,,?|\/[/#%]?|##?|%%?|:(?=\d|-|\s))(.*))?$/s;

/** Computes the text from a value (empty for an unset variable) and the text after the operator. */
type Substitution = (value: string, word: string) => string;

/** In that reader, all of these use the word if the value is empty, unlike in a shell. */
const byDefault: Substitution = (value, word) => value || word;

/** Each operator as in that reader. */
export const SUBSTITUTIONS: Readonly<Record<string, Substitution>> = {
  '-': byDefault,
  ':-': byDefault,
  '=': byDefault,
  ':=': byDefault,
  '+': byDefault,
  ':+': byDefault,
  '?': byDefault,
  ':?': byDefault,
  '^': (value) => value.slice(0, 1).toUpperCase() + value.slice(1),
  '^^': (value) => value.toUpperCase(),
  ',': (value) => value.slice(0, 1).toLowerCase() + value.slice(1),
  ',,': (value) => value.toLowerCase(),
  ':': substring,
  '#': (value, word) => value.slice(ends(value, word, 'prefix')[0] ?? 0),
  '##': (value, word) => value.slice(ends(value, word, 'prefix').at(-1) ?? 0),
  '%': (value, word) => value.slice(0, ends(value, word, 'suffix').at(-1) ?? value.length),
  '%%': (value, word) => value.slice(0, ends(value, word, 'suffix')[0] ?? value.length),
  '/': (value, word) => replaced(word, (from, to) => value.replace(from, () => to)),
  '//': (value, word) => replaced(word, (from, to) => value.replaceAll(from, () => to)),
  '/#': (value, word) => replaced(word, (from, to) => (value.startsWith(from) ? to + value.slice(from.length) : value)),
  '/%': (value, word) =>
    replaced(word, (from, to) => (value.endsWith(from) ? value.slice(0, value.length - from.length) + to : value)),
};

/** `OFFSET` or `OFFSET:LENGTH`. A negative offset counts from the end. */
function substring(value: string, word: string): string {
  const [offset = Number.NaN, length] = word.split(':').map(Number);
  if (!Number.isInteger(offset) || (length !== undefined && !Number.isInteger(length))) return value;
  const from = offset < 0 ? Math.max(value.length + offset, 0) : offset;
  return value.slice(from, length === undefined ? undefined : from + length);
}

function replaced(word: string, replace: (from: string, to: string) => string): string {
  const [from = '', to = ''] = word.split('/');
  return replace(from, to);
}

/** The positions, in order, at which a match of the pattern ends (a prefix) or begins (a suffix). */
function ends(value: string, pattern: string, side: 'prefix' | 'suffix'): number[] {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  const matcher = matcherOf(`^(?:${source})$`);
  if (matcher === null) return [];
  const places = Array.from({ length: value.length + 1 }, (_, at) => at);
  return places.filter((at) => matcher.test(side === 'prefix' ? value.slice(0, at) : value.slice(at)));
}

/** Null for an invalid pattern. */
function matcherOf(source: string): RegExp | null {
  try {
    return new RegExp(source, 's');
  } catch {
    return null;
  }
}
