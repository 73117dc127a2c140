import { plain } from '../../text/cut.ts';

/** How severe a line calls itself. */
export type Severity = 'error' | 'warning';

/** Which lines are shown: warnings and errors, or only errors. */
export type LevelFilter = 'warnings' | 'errors';

/** How far into a line its level may be: after a time and a name, but not in the text. */
const HEAD = 80;

/** Matches `ERROR`, `[warn]`, `E/`, after a time or a name if any; logfmt; what runtimes print when they crash. */
const LEVEL =
  /^((?:[\d\-:.,+TZ[\]()|/\s]|UTC|GMT|\w+(?:\[\d+\])?:\s)*[[(<|]?)(FATAL|CRITICAL|CRIT|ERROR|ERR!?|WARN(?:ING)?|PANIC|error|fatal|warn(?:ing)?|panic)\b[\])>|:!]?/;
const FIELD =
  /(?:"(?:level|severity|lvl)"\s*:\s*(?:"(?:error|err|fatal|critical|warn|warning|panic)"|[4-6]0\b)|\b(?:level|severity|lvl)=(?:"?)(?:error|err|fatal|critical|crit|warn|warning|panic)\b)/i;
const DEATH =
  /^\s*(?:(?:Uncaught )?(?:[A-Z]\w*)?(?:Error|Exception)(?: \[\w+\])?:|Traceback \(most recent call last\)|panic: |Exception in thread |thread '.*' panicked|npm (?:ERR!|error))/;
const WARNING = /warn|:\s*40$/i;

/**
 * Whether a line calls itself a warning or an error: by a level at its beginning or in a field, or in the words of a
 * runtime that crashes. The same word elsewhere in the text does not count.
 */
export function severityOf(line: string): Severity | null {
  const text = line.includes('\x1b') ? plain(line) : line;
  const head = text.length > HEAD ? text.slice(0, HEAD) : text;
  const level = LEVEL.exec(head)?.[2];
  if (level !== undefined) return WARNING.test(level) ? 'warning' : 'error';
  if (DEATH.test(head)) return 'error';
  const field = FIELD.exec(text.length > 2000 ? text.slice(0, 2000) : text)?.[0];
  return field === undefined ? null : WARNING.test(field) ? 'warning' : 'error';
}

/** The position of the level in a line; null if the line does not begin with one. */
export function levelPlace(line: string): { readonly from: number; readonly to: number } | null {
  const [, before = '', level] = LEVEL.exec(line.length > HEAD ? line.slice(0, HEAD) : line) ?? [];
  return level === undefined ? null : { from: before.length, to: before.length + level.length };
}

export function passes(severity: Severity | null, filter: LevelFilter): boolean {
  return severity === 'error' || (severity === 'warning' && filter === 'warnings');
}

/** Whether a text of many lines may contain an error. Fast and sometimes wrong; for text that is not shown. */
export function mayAlarm(text: string): boolean {
  return QUICK.test(text);
}

const QUICK = /\b(?:FATAL|CRITICAL|ERROR|ERR!|PANIC|panic: |Traceback)|"level":(?:"error"|50)|level=error|Error:/;

/** Whether a text of many lines may contain a line with a severity. Fast, and never misses one. */
export function maySay(text: string): boolean {
  return ANY.test(text);
}

const ANY = /fatal|crit|err|warn|panic|exception|traceback|"(?:level|severity|lvl)"/i;
