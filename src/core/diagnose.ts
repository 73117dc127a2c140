import type { RunEnd } from './diagnosis.ts';
import type { Draft } from './draft.ts';
import type { Event } from './event.ts';
import type { Failure } from './failure.ts';
import { startOver } from './restart.ts';
import { isSuccess } from './service.ts';
import type { LiveRun, Service, Shutdown } from './state.ts';

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

/** A restart waits at least this long for the diagnosis, which may say that another try is useless. */
const DIAGNOSIS_WAIT_MS = 250;

/** Exit codes of a shell when it cannot find or run a command. */
const UNSTARTABLE = [126, 127];

/** Asks why a run failed, once all its output has arrived. `said` is the error of a run that could not be started. */
export function diagnoseRun(draft: Draft, service: Service, live: LiveRun, end: RunEnd, said?: string): void {
  const { name } = service.spec;
  if (draft.shutdown && !endedAll(draft.shutdown, name)) return;
  const { run, purpose } = live;
  draft.emit({ type: 'diagnose', name, run, purpose, end, ...(said === undefined ? {} : { said }) });
  draft.update(name, { diagnosing: live.run });
}

/**
 * Whether everything is ending because of this service. If so, zdev waits for the diagnosis, unless the user is in a
 * hurry.
 */
function endedAll({ cause, force }: Shutdown, name: string): boolean {
  return cause.type === 'service' && cause.name === name && !force;
}

/** Whether the end of everything waits for the diagnosis of a service. */
export function holdsEnd({ spec, diagnosing }: Service, shutdown: Shutdown | null): boolean {
  return diagnosing !== null && shutdown !== null && endedAll(shutdown, spec.name);
}

/** Asks the same for a run whose process tree is gone, if it failed. A run that the user has stopped did not fail. */
export function diagnoseGoneRun(draft: Draft, service: Service, live: LiveRun): void {
  const { spec, lastExit, stopRequested } = service;
  if (lastExit?.run !== live.run || (stopRequested && live.cause === null)) return;
  if (live.cause) diagnoseRun(draft, service, live, { code: null, signal: null });
  else if (!isSuccess(lastExit, spec) && !live.stopSent) {
    diagnoseRun(draft, service, live, { code: lastExit.code, signal: lastExit.signal });
  }
}

/** The shortest delay in ms between a run with this failure and the next run. */
export function diagnosisWaitMs(failure: Failure | null): number {
  if (failure?.type === 'spawn') return DIAGNOSIS_WAIT_MS;
  return failure?.type === 'exit-code' && UNSTARTABLE.includes(failure.code) ? DIAGNOSIS_WAIT_MS : 0;
}

/** Records a diagnosis. A service that cannot start is not tried again until the missing thing exists. */
export function onDiagnosed(draft: Draft, service: Service, event: Of<'diagnosed'>): void {
  if (service.diagnosing !== event.run) return;
  const { spec, phase } = service;
  const { diagnosis, run } = event;
  // The next try came before the diagnosis said that it is useless, so nothing waits for a mending.
  const isPast = diagnosis.cannotStart && service.runs !== run;
  draft.update(spec.name, { diagnosing: null, ...(isPast ? {} : { diagnosis: { ...diagnosis, run } }) });
  if (!diagnosis.cannotStart || phase.is !== 'failed' || service.runs !== run || draft.shutdown) return;
  draft.emit({ type: 'disarm', name: spec.name, timer: 'restart' });
  draft.emit({ type: 'await-mending', name: spec.name, run, paths: diagnosis.awaited });
  // The next try will not be made.
  const restarts = service.nextTryMs === null ? service.restarts : Math.max(service.restarts - 1, 0);
  draft.update(spec.name, { nextTryMs: null, gaveUp: true, restarts });
}

/** The missing thing exists now, so the service starts if it is still wanted. */
export function onMended(draft: Draft, service: Service, event: Of<'mended'>): void {
  const { diagnosis, phase, intent } = service;
  if (!diagnosis?.cannotStart || diagnosis.run !== event.run) return;
  if (phase.is !== 'failed' || intent !== 'up' || draft.shutdown) return;
  startOver(draft, service);
}
