import { worthOf } from './error-shapes.ts';

/** How bad a line of output looks. */
export type Level = 'error' | 'warning';

/**
 * The level of a line without escape sequences. A declared level such as `level=warn` or `"level":50` comes first, then
 * the words of the line. Null for a line that is neither an error nor a warning.
 */
export function levelOf(line: string): Level | null {
  const declared = declaredIn(line);
  if (declared !== undefined) return declared;
  if (WARNING.test(line)) return 'warning';
  return worthOf(line) === null ? null : 'error';
}

/** Whether a line is of this level or a worse one. */
export function isAtLeast(line: string, level: Level): boolean {
  const found = levelOf(line);
  return found !== null && (found === level || level === 'warning');
}

const DECLARED = /(?:^|[\s,{])(?:"(?:level|severity|lvl|log\.level)"\s*:\s*|(?:level|lvl|severity)=)"?(\w+)"?/i;
const WORDS: Readonly<Record<string, Level | null>> = {
  trace: null,
  debug: null,
  info: null,
  notice: null,
  warn: 'warning',
  warning: 'warning',
  err: 'error',
  error: 'error',
  crit: 'error',
  critical: 'error',
  fatal: 'error',
  panic: 'error',
  alert: 'error',
  emerg: 'error',
  emergency: 'error',
};

/** The level that the line declares; undefined if it declares none. */
function declaredIn(line: string): Level | null | undefined {
  const word = DECLARED.exec(line)?.[1]?.toLowerCase() ?? '';
  if (!/^\d+$/.test(word)) return WORDS[word];
  // levels of bunyan and pino
  return Number(word) >= 50 ? 'error' : Number(word) >= 40 ? 'warning' : null;
}

const WARNING =
  /(?:^|[\s[(|])(?:WARN(?:ING)?|warn(?:ing)?|Warning)(?:[\])]|: |:$)|\bWARN(?:ING)?\b|Deprecat(?:ed|ion)Warning/;
