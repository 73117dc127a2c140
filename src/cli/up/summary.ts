import { relative } from 'node:path';
import { type Cause, causeOf } from '../../core/causes/cause.ts';
import { wasWanted, wentWrong } from '../../core/causes/ended.ts';
import type { State } from '../../core/state.ts';
import { logPathOf } from '../../host/logs/log-path.ts';
import { conditionText, endText } from '../../present/condition.ts';

/** The most lines that may appear above the next prompt. */
const MAX_LINES = 12;

/**
 * The final states of the services after everything has ended: one line each, failures first, with the reason and the
 * place of the output. Paths are relative to the current directory.
 */
export function summaryLines(state: State, stateDir: string): string[] {
  const services = [...state.services.values()].filter(wasWanted);
  const ordered = [...services.filter(wentWrong), ...services.filter((service) => !wentWrong(service))];
  const width = Math.max(0, ...ordered.map(({ spec }) => spec.name.length));
  const lines = ordered.map((service) => {
    const { name } = service.spec;
    const log = wentWrong(service) ? ` (log: ${relative(process.cwd(), logPathOf(stateDir, name))})` : '';
    return `${name.padEnd(width)}  ${becameText(causeOf(service, state, 0))}${log}`;
  });
  if (lines.length <= MAX_LINES) return lines;
  return [...lines.slice(0, MAX_LINES - 1), `and ${lines.length - MAX_LINES + 1} more`];
}

function becameText(cause: Cause): string {
  if (cause.state === 'exited') return endText(cause, true);
  if (cause.state === 'inactive') return cause.run > 0 ? 'stopped' : 'not started';
  return conditionText(cause);
}
