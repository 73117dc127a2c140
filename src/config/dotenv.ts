import { type Finding, type Place, type Source, warning } from './finding.ts';

/** One assignment of an env file, in file order. */
interface Assignment {
  readonly key: string;
  readonly value: string;
  /** Single quotes: text that looks like a variable is literal. */
  readonly literal: boolean;
  readonly line: number;
}

const KEY = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=/;
/** The text that may follow a closing quote. */
const REST = /^[ \t]*([ \t]#.*)?$/;

interface Variables {
  readonly env: Record<string, string>;
  /** The place where each variable got its value. */
  readonly places: ReadonlyMap<string, Place>;
  readonly problems: Finding[];
}

/**
 * Parses the variables of an env file. Nothing is interpolated, except that `PATH` may refer to `$PATH`; `path` is its
 * value so far. A bad line is skipped with a warning. Never throws.
 */
export function parseDotenv(source: Source, path = ''): Variables {
  const { assignments, problems } = readAssignments(source);
  const env: Record<string, string> = {};
  for (const { key, value, literal, line } of assignments) {
    const isPath = key === 'PATH' && !literal;
    const before = env['PATH'] ?? path;
    const reference = isPath || literal ? undefined : references(value).find((name) => Object.hasOwn(env, name));
    define(env, key, isPath ? value.replace(/\$(PATH\b|\{PATH\})/g, () => before) : value);
    if (reference !== undefined) {
      const message = `"$${reference}" in the value of ${key} stays as it is: env files are not expanded`;
      problems.push(
        warning('not-expanded', message, { source, line, column: 1 }, 'put it in single quotes if you want it so'),
      );
    }
  }
  const places = new Map(assignments.map(({ key, line }) => [key, { source, line, column: 1 }]));
  return { env, places, problems };
}

function readAssignments(source: Source): { assignments: Assignment[]; problems: Finding[] } {
  const lines = source.text.split(/\r\n|\n|\r/);
  const assignments: Assignment[] = [];
  const problems: Finding[] = [];
  for (let at = 0; at < lines.length; at++) {
    const text = lines[at]!;
    const match = KEY.exec(text);
    if (match === null) {
      if (!/^\s*(#|$)/.test(text)) {
        const place = { source, line: at + 1, column: 1 };
        problems.push(warning('ignored-line', 'line ignored: it is not "NAME=value"', place));
      }
      continue;
    }
    const raw = text.slice(match[0].length);
    const quoted = readQuoted(raw.trimStart(), lines, at);
    const value = quoted?.value ?? raw.replace(/\s#.*$/, '').trim();
    assignments.push({ key: match[1]!, value, literal: quoted?.quote === "'", line: at + 1 });
    at += quoted?.extraLines ?? 0;
  }
  return { assignments, problems };
}

/**
 * A quoted value, which may continue on the next lines; null if it has no closing quote or something follows that
 * quote.
 */
function readQuoted(start: string, lines: readonly string[], at: number) {
  const quote = start[0];
  if (quote !== '"' && quote !== "'") return null;
  let value = '';
  for (let extraLines = 0, text: string | undefined = start.slice(1); text !== undefined; ) {
    for (let i = 0; i < text.length; i++) {
      const char = text[i]!;
      if (char === quote) return REST.test(text.slice(i + 1)) ? { value, quote, extraLines } : null;
      if (char === '\\' && quote === '"' && i + 1 < text.length) {
        i += 1;
        value += text[i] === 'n' ? '\n' : text[i];
      } else value += char;
    }
    value += '\n';
    extraLines += 1;
    text = lines[at + extraLines];
  }
  return null;
}

function references(value: string): string[] {
  return Array.from(value.matchAll(/\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g), (match) => match[1] ?? match[2]!);
}

/** A plain assignment would lose a variable called `__proto__`. */
function define(env: Record<string, string>, key: string, value: string): void {
  Object.defineProperty(env, key, { value, enumerable: true, configurable: true, writable: true });
}
