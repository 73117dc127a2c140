import type { OptionValues } from './options.ts';
import { parseSeconds } from './project-options.ts';

/** `--timeout SECONDS` in milliseconds; undefined if not given. Throws a `UsageError` if it is not a time. */
export function timeoutMs(values: OptionValues): number | undefined {
  return parseSeconds(values, 'timeout');
}
