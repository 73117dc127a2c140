import { relative } from 'node:path';
import { conditionText, exitText } from '../core/explain.ts';
import type { Service, State } from '../core/state.ts';
import { logPathOf } from '../host/log-path.ts';

/** As much as may stand above the next prompt. */
const MAX_LINES = 12;

/**
 * What became of the services when everything has ended: a line each, those that went wrong first, with the reason and where
 * their output is. Paths are relative to the current directory.
 */
export function summaryLines(state: State, stateDir: string): string[] {
  const services = [...state.services.values()].filter(wasWanted);
  const ordered = [...services.filter(wentWrong), ...services.filter((service) => !wentWrong(service))];
  const width = Math.max(0, ...ordered.map(({ spec }) => spec.name.length));
  const lines = ordered.map((service) => {
    const { name } = service.spec;
    const log = wentWrong(service) ? ` (log: ${relative(process.cwd(), logPathOf(stateDir, name))})` : '';
    return `${name.padEnd(width)}  ${endText(service, state)}${log}`;
  });
  if (lines.length <= MAX_LINES) return lines;
  return [...lines.slice(0, MAX_LINES - 1), `and ${lines.length - MAX_LINES + 1} more`];
}

function wasWanted({ spec, started, intent }: Service): boolean {
  return spec.kind !== 'target' && (started || intent === 'up');
}

function wentWrong({ phase }: Service): boolean {
  return phase.is === 'failed' || (phase.is === 'exited' && (phase.code ?? 0) !== 0);
}

function endText({ spec, phase, runs }: Service, state: State): string {
  if (phase.is === 'exited') return exitText(spec, phase.code);
  if (phase.is === 'inactive') return runs > 0 ? 'stopped' : 'not started';
  return conditionText(spec.name, state);
}
