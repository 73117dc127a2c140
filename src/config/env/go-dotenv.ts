import { type Finding, type Place, type Source, warning } from '../finding.ts';
import { interpolate } from '../import/interpolate.ts';

/** The value of a variable; undefined if it is not set. */
export type VariableLookup = (name: string) => string | undefined;

/** The differences between the two Go libraries that read env files for docker compose and for process-compose. */
export interface Dialect {
  /** Matches the end of an unquoted value and the beginning of a comment. */
  readonly comment: RegExp;
  /** The text of a value in single or double quotes, before variables are expanded. */
  readonly unquote: (raw: string, quote: string) => string;
  /** Expands the variables in a value. */
  readonly expand: (text: string, lookup: VariableLookup, report: Report) => string;
  /** Whether quotes around a value are not part of it. */
  readonly quotes: boolean;
  /** Whether values may refer to the environment. A line with only a name then takes its value from there. */
  readonly usesEnvironment: boolean;
}

/** The content of an env file. */
export interface Variables {
  readonly env: Record<string, string>;
  /** The place where each variable got its value. */
  readonly places: ReadonlyMap<string, Place>;
  readonly problems: Finding[];
}

interface Report {
  readonly place: Place;
  readonly problems: Finding[];
}

const NAME = /^(?:export[ \t]+)?([\p{L}\p{N}_.[\]-]+)[ \t\v\f]*(?:([=:])[ \t\v\f]*|$)/u;

/**
 * Parses an env file as one of the Go libraries does. A value may refer to variables of the environment (`outside`) and
 * to those above it. The libraries reject the whole file for a bad line; this skips the line with a warning.
 */
export function parseGoDotenv(source: Source, dialect: Dialect, outside: VariableLookup): Variables {
  const around: VariableLookup = dialect.usesEnvironment ? outside : () => undefined;
  const env: Record<string, string> = {};
  const places = new Map<string, Place>();
  const problems: Finding[] = [];
  const lines = source.text.split(/\r\n|\n/);
  const lookup: VariableLookup = (name) => around(name) ?? (Object.hasOwn(env, name) ? env[name] : undefined);
  for (let at = 0; at < lines.length; at++) {
    const text = lines[at]!.trim();
    if (text === '' || text.startsWith('#')) continue;
    const place = { source, line: at + 1, column: 1 };
    const match = NAME.exec(text);
    if (match === null) {
      problems.push(warning('ignored-line', 'line ignored: it is not "NAME=value"', place));
      continue;
    }
    const [whole, name = '', separator] = match;
    const rest = text.slice(whole.length);
    const quoted = dialect.quotes ? readQuoted(rest, lines, at) : null;
    if (quoted === 'open') {
      problems.push(warning('ignored-line', `line ignored: the quote in the value of ${name} is never closed`, place));
      continue;
    }
    const value =
      separator === undefined
        ? around(name)
        : quoted === null
          ? dialect.expand(rest.replace(dialect.comment, '').trim(), lookup, { place, problems })
          : quoted.quote === "'"
            ? dialect.unquote(quoted.raw, "'")
            : dialect.expand(dialect.unquote(quoted.raw, '"'), lookup, { place, problems });
    at += quoted?.extraLines ?? 0;
    if (value === undefined) continue;
    Object.defineProperty(env, name, { value, enumerable: true, configurable: true, writable: true });
    places.set(name, place);
  }
  return { env, places, problems };
}

/** The raw text between quotes, which may continue on the next lines; null if the value is not quoted. */
function readQuoted(start: string, lines: readonly string[], at: number) {
  const quote = start[0];
  if (quote !== '"' && quote !== "'") return null;
  let raw = '';
  for (let extraLines = 0, text: string | undefined = start.slice(1); text !== undefined; ) {
    for (let i = 0; i < text.length; i++) {
      if (text[i] === quote) return { raw, quote, extraLines };
      if (text[i] === '\\' && i + 1 < text.length) raw += text[i++];
      raw += text[i];
    }
    raw += '\n';
    extraLines += 1;
    text = lines[at + extraLines];
  }
  return 'open';
}

/**
 * docker compose: the escapes of a shell, and the same `${NAME:-default}` as in the YAML (compose-go, package dotenv).
 */
export const COMPOSE: Dialect = {
  quotes: true,
  comment: / #.*$/,
  unquote: (raw, quote) => (quote === "'" ? raw.replaceAll("\\'", "'") : unescapeLikeShell(raw)),
  expand: (text, lookup, { place, problems }) => interpolate({ text, place, lookup, bareNames: true, problems }),
  usesEnvironment: true,
};

/** Turns `\$` into `$$`, which the later expansion reads as a plain `$`. */
function unescapeLikeShell(raw: string): string {
  return raw.replace(/\\([abcfnrtv$"\\]|0\d{0,3})/g, (whole, code: string) => {
    if (code === '$') return '$$';
    if (code.startsWith('0')) return code.length === 4 ? String.fromCharCode(Number.parseInt(code.slice(1), 8)) : whole;
    return ESCAPES[code] ?? whole;
  });
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  '\\': '\\',
};

/** docker compose with `format: raw`: everything after the first `=` is the value. */
export const RAW: Dialect = {
  ...COMPOSE,
  quotes: false,
  comment: /$^/,
  expand: (text) => text,
  usesEnvironment: false,
};

/** process-compose: `$NAME` and `${NAME}` from the lines above, and no defaults (joho/godotenv 1.5). */
export const GODOTENV: Dialect = {
  quotes: true,
  comment: /\s#.*$/,
  unquote: (raw, quote) => (quote === "'" ? raw : unescapeNewlines(raw)),
  expand: expandAbove,
  usesEnvironment: false,
};

function unescapeNewlines(raw: string): string {
  const text = raw.replace(/\\([nr])/g, (_, code) => (code === 'n' ? '\n' : '\r'));
  return text.replace(/\\([^$])/g, '$1');
}

function expandAbove(text: string, lookup: VariableLookup, { place, problems }: Report): string {
  return text.replace(/(\\)?\$\(?(\{)?([A-Z0-9_]+)?(\})?/g, (whole, escaped, open, name, close) => {
    if (escaped !== undefined) return whole.slice(1);
    if (name === undefined) return whole;
    if (open !== undefined && close === undefined) {
      const message = `"\${${name}" has an operator or is not closed: process-compose puts in ${name} and keeps the rest`;
      problems.push(warning('not-expanded', message, place, 'env files of process-compose know only ${NAME}'));
    }
    return lookup(name) ?? '';
  });
}
