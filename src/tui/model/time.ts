/** `12:03:11`, local time. */
export function clockText(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

/** `12:03:11.204`, local time. */
export function preciseClockText(ms: number): string {
  return `${clockText(ms)}.${String(new Date(ms).getMilliseconds()).padStart(3, '0')}`;
}

/** Elapsed time in whole seconds, as short as can be: `7s`, `2m05`, `1h03`. */
export function elapsedText(ms: number): string {
  const seconds = Math.max(Math.floor(ms / 1000), 0);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${twoDigits(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}h${twoDigits(minutes % 60)}`;
}

/** `512 KB`, `38 MB`, `1.9 GB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  if (bytes < 1024 ** 3) return `${Math.round(bytes / 1024 ** 2)} MB`;
  return `${(bytes / 1024 ** 3).toFixed(1)} GB`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
