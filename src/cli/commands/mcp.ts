import type { OptionValues } from '../args/options.ts';
import { serveMcp } from '../mcp/server.ts';

/** `zdev mcp`: serves tools for coding agents on stdin and stdout. Returns the exit status. */
export function mcp(values: OptionValues): Promise<number> {
  return serveMcp(values);
}
