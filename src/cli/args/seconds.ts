import type { OptionValues } from './options.ts';
import { parseSeconds } from './project-options.ts';

/** `--timeout SECONDS` in milliseconds; undefined without it. Throws a `UsageError` for what is no time. */
export function timeoutMs(values: OptionValues): number | undefined {
  return parseSeconds(values, 'timeout');
}
