import { existsSync } from 'node:fs';
import { isRunning } from '../../adapters/os/identity.ts';
import { endLeftovers } from '../../adapters/process/leftovers.ts';
import { leaderLives } from '../../adapters/process/life.ts';
import { formatMarker } from '../../adapters/process/marker.ts';
import { readStatus, runFiles, sweepRunFiles } from '../../adapters/process/run-files.ts';
import type { Event } from '../../core/event.ts';
import type { RestoredRun, RestoredService } from '../../core/restored.ts';
import type { ServiceSpec } from '../../core/service.ts';
import { listText } from '../../present/words.ts';
import type { Holder } from '../lock/holder.ts';
import { endContainers } from './end-containers.ts';
import { type Journal, readJournal } from './journal.ts';
import type { JournalRun } from './journal-entry.ts';
import { lostRuns } from './lost-runs.ts';
import { type Restored, whatWas } from './what-was.ts';

/** The result of clearing up after an earlier supervisor. */
export interface TakenOver {
  /** Send this event first. Null when there is nothing to continue. */
  readonly event: Extract<Event, { type: 'restored' }> | null;
  /** For the user. */
  readonly notices: readonly string[];
}

/**
 * Reads the journal of a project, ends runs that cannot be adopted, and removes their files. Only for the holder of the
 * project's lock. `nowMs` is on the clock of the new supervisor.
 */
export async function takeOver(options: {
  readonly stateDir: string;
  readonly projectId: string;
  /** The session of the new supervisor. */
  readonly session: string;
  /** Earlier supervisors of the project that did not end in order. */
  readonly dead?: readonly Holder[];
  /** Another state directory of the project, which became read-only. What runs according to it is ended. */
  readonly readOnly?: string | null;
  readonly specs: readonly ServiceSpec[];
  readonly nowMs: number;
}): Promise<TakenOver> {
  const { stateDir, projectId, session, specs, nowMs, dead = [], readOnly = null } = options;
  const { journal, notice } = readJournal(stateDir);
  const restored = journal === null ? NOTHING : restoredFrom({ journal, specs, nowMs, stateDir, projectId });
  const adopted = restored.services.filter((service) => service.live !== null);
  const except = new Set(adopted.map(({ name, live }) => markerOf(projectId, name, live!)));
  const ended = [];
  const removed: string[] = [];
  for (const project of idsOf(projectId, dead, journal)) {
    for (const dir of readOnly === null ? [stateDir] : [stateDir, readOnly]) {
      const lost = dir === stateDir ? lostRuns(journal, stateDir) : [];
      ended.push(...(await endLeftovers({ project, liveSession: session, stateDir: dir, lost, except })));
      removed.push(...(await endContainers({ project, session, stateDir: dir, except, specs })));
    }
  }
  sweepRunFiles(
    stateDir,
    adopted.map(({ name, live }) => runFiles({ stateDir, service: name, run: live!.run })),
  );
  const notices = notice === null ? [] : [notice];
  if (restored.restarted.length > 0) {
    notices.push(`cannot be adopted and start again: ${listText(restored.restarted)}`);
  }
  if (ended.length > 0) {
    const list = listText(ended.map(({ pid, service }) => `${service} (pid ${pid})`));
    notices.push(`ended what an earlier zdev had left running: ${list}`);
  }
  if (removed.length > 0) notices.push(`removed containers that an earlier zdev had left: ${listText(removed)}`);
  const { services } = restored;
  return { event: services.length === 0 ? null : { type: 'restored', services }, notices };
}

/** Includes earlier ids: the directory may have had another name when its supervisor started. */
export function idsOf(projectId: string, dead: readonly Holder[], journal: Journal | null): ReadonlySet<string> {
  return new Set([projectId, ...dead.map(({ project }) => project || projectId), journal?.project || projectId]);
}

const NOTHING: Restored = { services: [], restarted: [] };

/** Also checks the processes. A run that cannot be adopted has no `live` in the result. */
export function restoredFrom({
  journal,
  specs,
  nowMs,
  ...where
}: {
  journal: Journal;
  specs: readonly ServiceSpec[];
  nowMs: number;
  stateDir: string;
  projectId: string;
}): Restored {
  const wasMoved = (journal.project || where.projectId) !== where.projectId;
  const { services, restarted } = whatWas({
    journal,
    specs,
    clockMs: nowMs - Date.now(),
    obstacleOf: (name, run) => (wasMoved ? 'the directory of the project was moved' : obstacleOf(name, run, where)),
  });
  return { services: services.map((service) => ({ ...service, live: withEnd(service, where) })), restarted };
}

/** Adds the exit status to a run that has ended meanwhile. */
function withEnd({ name, live }: RestoredService, { stateDir }: { stateDir: string }): RestoredRun | null {
  if (live === null) return null;
  const files = runFiles({ stateDir, service: name, run: live.run });
  const status = readStatus(files);
  return status === null && leaderLives(files.life) ? live : { ...live, endedWith: status };
}

/** Why a run cannot be adopted. Null when it can, or when it has ended and only its end must be reported. */
function obstacleOf(name: string, { run, identity }: JournalRun, { stateDir }: { stateDir: string }): string | null {
  if (identity === null) return 'it has a terminal, or a pipe without a name';
  const files = runFiles({ stateDir, service: name, run });
  const isLost = !existsSync(files.life) && isRunning({ pid: identity.pid, startTime: null });
  if (isLost) return 'its files were deleted';
  return !leaderLives(files.life) || existsSync(files.pipe) ? null : 'its pipe is gone';
}

function markerOf(project: string, service: string, { run, identity }: RestoredRun): string {
  return formatMarker({ project, session: identity.session, service, run });
}
