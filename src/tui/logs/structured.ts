import { clockText } from '../../present/time.ts';
import type { Tone } from '../model/span.ts';
import { sgrOf, type Theme } from '../model/theme.ts';
import { levelPlace, severityOf } from './level.ts';

/** A line that a program has printed as data. */
interface Structured {
  readonly time: string | null;
  readonly level: string | null;
  readonly message: string | null;
  /** In their order. Values that are not strings are JSON. */
  readonly fields: readonly (readonly [key: string, value: string])[];
}

const TIMES = ['time', 'ts', 'timestamp', '@timestamp', 't'];
const LEVELS = ['level', 'severity', 'lvl', 'log.level'];
const MESSAGES = ['msg', 'message', 'event'];
/** A longer line is shown unchanged. */
const MAX_CHARS = 8192;
/** Levels of pino and bunyan. */
const NUMBERS: Readonly<Record<string, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/**
 * A line as it is shown: JSON and logfmt as time, level, message and fields, with coloured levels; other lines as they
 * were printed. Text with its own colours is not changed.
 */
export function laidOut(text: string, theme: Theme | null): string {
  if (text.length > MAX_CHARS || text.includes('\x1b')) return text;
  const parts = structuredIn(text);
  if (!parts) return leveled(text, theme);
  const severity = severityOf(text);
  const paint = (tone: Tone, shown: string) => painted(tone, shown, theme);
  const level = parts.level?.toUpperCase() ?? null;
  const tone: Tone = severity === 'error' ? 'bad' : severity === 'warning' ? 'busy' : 'quiet';
  return [
    ...(parts.time === null ? [] : [paint('quiet', parts.time)]),
    ...(level === null ? [] : [paint(tone, level.padEnd(5))]),
    ...(parts.message === null ? [] : [parts.message]),
    ...parts.fields.map(([key, value]) => `${paint('quiet', `${key}=`)}${value}`),
  ].join(' ');
}

/** Colours the level of a plain line. */
function leveled(text: string, theme: Theme | null): string {
  const place = theme && levelPlace(text);
  if (!place) return text;
  const tone = severityOf(text) === 'warning' ? 'busy' : 'bad';
  return text.slice(0, place.from) + painted(tone, text.slice(place.from, place.to), theme) + text.slice(place.to);
}

function painted(tone: Tone, text: string, theme: Theme | null): string {
  const color = theme && !theme.glyphsOnly ? theme.tones[tone] : null;
  if (color !== null) return `\x1b[${sgrOf(color)}m${text}\x1b[39m`;
  return tone === 'bad' ? `\x1b[1m${text}\x1b[22m` : text;
}

function structuredIn(text: string): Structured | null {
  const first = text.trimStart()[0];
  const fields = first === '{' ? jsonFields(text) : logfmtFields(text);
  if (!fields) return null;
  const take = (names: readonly string[]) => {
    const at = fields.findIndex(([key]) => names.includes(key));
    return at < 0 ? null : (fields.splice(at, 1)[0]?.[1] ?? null);
  };
  const level = take(LEVELS);
  const message = take(MESSAGES);
  // Data that is not a log line is not changed.
  if (level === null && message === null) return null;
  const time = take(TIMES);
  return {
    time: time === null ? null : timeText(time),
    level: level === null ? null : (NUMBERS[level] ?? level),
    message,
    fields,
  };
}

function jsonFields(text: string): [string, string][] | null {
  const trimmed = text.trim();
  if (!trimmed.endsWith('}')) return null;
  let data: unknown;
  try {
    data = JSON.parse(trimmed);
  } catch {
    return null;
  }
  if (typeof data !== 'object' || data === null) return null;
  return Object.entries(data).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]);
}

const PAIR = /([\w.@-]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?:\s+|$)/y;

/** `level=info msg="it runs" port=80`: the whole text must match. */
function logfmtFields(text: string): [string, string][] | null {
  if (!/^[\w.@-]+=/.test(text) || !/\b(?:level|lvl|severity|msg)=/.test(text)) return null;
  const fields: [string, string][] = [];
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < text.length) {
    const [, key = '', value = ''] = PAIR.exec(text) ?? [];
    if (key === '') return null;
    fields.push([key, value.startsWith('"') ? unquoted(value) : value]);
  }
  return fields;
}

function unquoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}

/** The time of day, from milliseconds or seconds since 1970, or ISO 8601. Anything else stays as it is. */
function timeText(text: string): string {
  const number = Number(text);
  const ms = text.trim() === '' || Number.isNaN(number) ? Date.parse(text) : number < 1e11 ? number * 1000 : number;
  return Number.isNaN(ms) || !Number.isFinite(ms) || Math.abs(ms) > 8e15 ? text : clockText(ms);
}
