import { errorLines } from '../core/output/error-lines.ts';
import { plain } from '../text/cut.ts';
import type { Logs } from './logs/logs.ts';

/** How far back a run is searched. */
const LOOKED_AT = 500;

/**
 * The line of a run that best explains why it failed: the first that looks like an error, or else its last. Null if it
 * printed nothing.
 */
export function tellingLine(logs: Logs, service: string, run: number): string | null {
  const log = logs.of(service);
  const lines: string[] = [];
  for (let at = log.upTo(log.end - 1); at >= log.first && lines.length < LOOKED_AT; at = log.upTo(at - 1)) {
    const line = log.at(at);
    if (line && line.run < run) break;
    if (line?.kind === 'output' && line.run === run) lines.unshift(plain(line.text));
  }
  return errorLines(lines)[0] ?? lines.findLast((line) => line.trim() !== '')?.trim() ?? null;
}
