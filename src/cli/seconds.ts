import type { OptionValues } from './options.ts';
import { UsageError } from './project.ts';

/** `--timeout SECONDS` in milliseconds; undefined without it. Throws a `UsageError` for what is no time. */
export function timeoutMs({ timeout }: OptionValues): number | undefined {
  if (typeof timeout !== 'string') return undefined;
  const seconds = Number(timeout);
  if (timeout.trim() !== '' && seconds >= 0 && seconds < 1e9) return Math.round(seconds * 1000);
  throw new UsageError(`--timeout takes a number of seconds, not "${timeout}"`);
}
