import { plain } from '../../text/cut.ts';

/** How far into a line its level is looked for: behind a time and a name, not in the text. */
const HEAD = 80;

/** `ERROR`, `[warn]`, `E/`, with a time or a name before it; logfmt; what runtimes print when they die. */
const LEVEL =
  /^(?:[\d\-:.,+TZ[\]()|/\s]|UTC|GMT|\w+(?:\[\d+\])?:\s)*[[(<|]?(?:FATAL|CRITICAL|CRIT|ERROR|ERR!?|WARN(?:ING)?|PANIC|error|fatal|warn(?:ing)?|panic)\b[\])>|:!]?/;
const FIELD =
  /(?:"(?:level|severity|lvl)"\s*:\s*(?:"(?:error|err|fatal|critical|warn|warning|panic)"|[4-6]0\b)|\b(?:level|severity|lvl)=(?:"?)(?:error|err|fatal|critical|crit|warn|warning|panic)\b)/i;
const DEATH =
  /^\s*(?:(?:Uncaught )?(?:[A-Z]\w*)?(?:Error|Exception)(?: \[\w+\])?:|Traceback \(most recent call last\)|panic: |Exception in thread |thread '.*' panicked|npm (?:ERR!|error))/;

/**
 * Whether a line says of itself that it is a warning or an error: by a level at its beginning or in a field, or as
 * runtimes print what ended them. The mere word somewhere in the text means nothing.
 */
export function isAlarming(line: string): boolean {
  const text = line.includes('\x1b') ? plain(line) : line;
  const head = text.length > HEAD ? text.slice(0, HEAD) : text;
  return LEVEL.test(head) || DEATH.test(head) || FIELD.test(text.length > 2000 ? text.slice(0, 2000) : text);
}

/** Whether a text of many lines may have one that is alarming: quick, and sometimes wrong, for what is not shown. */
export function mayAlarm(text: string): boolean {
  return QUICK.test(text);
}

const QUICK = /\b(?:FATAL|CRITICAL|ERROR|ERR!|PANIC|panic: |Traceback)|"level":(?:"error"|50)|level=error|Error:/;
