import { beginning } from '../../core/reload.ts';
import type { RestoredRun, RestoredService } from '../../core/restored.ts';
import { DEFAULT_LIFECYCLE, defaultSpec, type ProcessSpec, type ServiceSpec } from '../../core/service.ts';
import type { Journal } from './journal.ts';
import { type JournalEntry, type JournalRun, specHash } from './journal-entry.ts';

/** The meaning of a journal for the services in the present config. */
export interface Restored {
  readonly services: readonly RestoredService[];
  /** The names of running services that cannot be adopted, with a reason. */
  readonly restarted: readonly string[];
}

/**
 * Returns what a journal means. `clockMs` converts its times to the clock of the new supervisor. `obstacleOf` says why
 * a run in the journal cannot be adopted, or null; a run with an obstacle has no `live` in the result.
 */
export function whatWas({
  journal,
  specs,
  clockMs,
  obstacleOf,
}: {
  journal: Pick<Journal, 'services'>;
  specs: readonly ServiceSpec[];
  clockMs: number;
  obstacleOf: (name: string, run: JournalRun) => string | null;
}): Restored {
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  const restarted: string[] = [];
  const services: RestoredService[] = [];
  for (const entry of journal.services) {
    const { specHash: hash, sinceAtMs, nextTryAtMs, live: run, leaving, ...same } = entry;
    const spec = byName.get(entry.name);
    const returns = leaving === true && spec !== undefined;
    const obstacle = run && obstacleOf(entry.name, run);
    if (run && obstacle && spec && entry.intent === 'up') restarted.push(`${entry.name} (${obstacle})`);
    const live = run?.identity && !obstacle && spec?.kind !== 'target' ? restoredRun(run, run.identity, clockMs) : null;
    if (!spec && !live) continue;
    services.push({
      ...same,
      // The service had been removed and is back, so it counts as new.
      ...(returns ? beginning(spec) : {}),
      sinceMs: Math.round(sinceAtMs + clockMs),
      nextTryMs: nextTryAtMs === null ? null : Math.round(nextTryAtMs + clockMs),
      live,
      changed: spec !== undefined && (returns || specHash(spec) !== hash),
      removed: spec || !run ? null : enoughToStop(entry, run),
    });
  }
  return { services, restarted };
}

function restoredRun(run: JournalRun, identity: RestoredRun['identity'], clockMs: number): RestoredRun {
  const { startedAtMs, stopSignal: _, stopTimeoutMs: __, ...same } = run;
  return { ...same, identity, startedMs: Math.round(startedAtMs + clockMs) };
}

function enoughToStop({ name }: JournalEntry, { stopSignal, stopTimeoutMs }: JournalRun): ProcessSpec {
  return {
    ...defaultSpec({ name, exec: 'true', dir: '/' }),
    status: 'ignore',
    tty: false,
    lifecycle: { ...DEFAULT_LIFECYCLE, restart: 'never', stopSignal, stopTimeoutMs },
  };
}
