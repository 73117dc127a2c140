/**
 * A duration in a sentence: `340 ms`, `1.2 s`, `45 s`, `2m30s`, `3h05m`, `2d3h`. As short as useful, and the same
 * everywhere.
 */
export function durationText(ms: number): string {
  if (ms < 950) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${(ms / 1000).toFixed(1).replace(/\.0$/, '')} s`;
  if (ms < 59_500) return `${Math.round(ms / 1000)} s`;
  return longText(Math.round(ms / 1000));
}

/** A duration in a column, in whole elapsed seconds: `7s`, `2m30s`, `3h05m`, `2d3h`. */
export function elapsedText(ms: number): string {
  const seconds = Math.max(Math.floor(ms / 1000), 0);
  return seconds < 60 ? `${seconds}s` : longText(seconds);
}

function longText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return `${Math.floor(hours / 24)}d${hours % 24}h`;
  if (hours > 0) return `${hours}h${twoDigits(minutes % 60)}m`;
  return `${minutes}m${seconds % 60 === 0 ? '' : `${twoDigits(seconds % 60)}s`}`;
}

/** `12:03:11`, local time. */
export function clockText(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

/** `12:03:11.204`, local time. */
export function preciseClockText(ms: number): string {
  return `${clockText(ms)}.${String(new Date(ms).getMilliseconds()).padStart(3, '0')}`;
}

/** `2026-01-31 12:03:11`, local time. */
export function momentText(ms: number): string {
  const date = new Date(ms);
  const day = [date.getMonth() + 1, date.getDate()].map(twoDigits).join('-');
  return `${date.getFullYear()}-${day} ${clockText(ms)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
