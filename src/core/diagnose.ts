import type { RunEnd } from './diagnosis.ts';
import type { Draft } from './draft.ts';
import type { Event } from './event.ts';
import type { Failure } from './failure.ts';
import { startOver } from './restart.ts';
import { isSuccess } from './service.ts';
import type { LiveRun, Service, Shutdown } from './state.ts';

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

/** How long a restart waits at least for what a look into the failure may bring: that another try is of no use. */
const LOOK_MS = 250;

/** What a shell exits with when a command is not found, or cannot be run. */
const UNSTARTABLE = [126, 127];

/** Asks why a run failed, once all its output is there. `said` is what was said in its place where it could not be started. */
export function lookInto(draft: Draft, service: Service, live: LiveRun, end: RunEnd, said?: string): void {
  const { name } = service.spec;
  if (draft.shutdown && !endedAll(draft.shutdown, name)) return;
  const { run, purpose } = live;
  draft.emit({ type: 'diagnose', name, run, purpose, end, ...(said === undefined ? {} : { said }) });
  draft.update(name, { diagnosing: live.run });
}

/** Whether everything ends because this service did: then its reason is awaited, unless the user is in a hurry. */
function endedAll({ cause, force }: Shutdown, name: string): boolean {
  return cause.type === 'service' && cause.name === name && !force;
}

/** Whether the end of everything waits for what is being found out about a service. */
export function holdsEnd({ spec, diagnosing }: Service, shutdown: Shutdown | null): boolean {
  return diagnosing !== null && shutdown !== null && endedAll(shutdown, spec.name);
}

/** The same for one whose whole tree is gone, if it failed. What a user has stopped did not fail. */
export function lookIntoEnd(draft: Draft, service: Service, live: LiveRun): void {
  const { spec, lastExit, stopRequested } = service;
  if (lastExit?.run !== live.run || (stopRequested && live.cause === null)) return;
  if (live.cause) lookInto(draft, service, live, { code: null, signal: null });
  else if (!isSuccess(lastExit, spec) && !live.stopSent) {
    lookInto(draft, service, live, { code: lastExit.code, signal: lastExit.signal });
  }
}

/** The least delay before a run that failed like this is followed by another. */
export function lookMs(failure: Failure | null): number {
  if (failure?.type === 'spawn') return LOOK_MS;
  return failure?.type === 'exit-code' && UNSTARTABLE.includes(failure.code) ? LOOK_MS : 0;
}

/** What cannot start at all is not tried again before what it lacks is there. */
export function onDiagnosed(draft: Draft, service: Service, event: Of<'diagnosed'>): void {
  if (service.diagnosing !== event.run) return;
  const { spec, phase } = service;
  const { diagnosis, run } = event;
  // Another try was made before it was known that none is of use: nobody waits for a mending.
  const isPast = diagnosis.cannotStart && service.runs !== run;
  draft.update(spec.name, { diagnosing: null, ...(isPast ? {} : { diagnosis: { ...diagnosis, run } }) });
  if (!diagnosis.cannotStart || phase.is !== 'failed' || service.runs !== run || draft.shutdown) return;
  draft.emit({ type: 'disarm', name: spec.name, timer: 'restart' });
  draft.emit({ type: 'await-mending', name: spec.name, run, paths: diagnosis.awaited });
  // The try that was to follow is not made.
  const restarts = service.nextTryMs === null ? service.restarts : Math.max(service.restarts - 1, 0);
  draft.update(spec.name, { nextTryMs: null, gaveUp: true, restarts });
}

/** What it lacked is there: it starts, if it is still wanted. */
export function onMended(draft: Draft, service: Service, event: Of<'mended'>): void {
  const { diagnosis, phase, intent } = service;
  if (!diagnosis?.cannotStart || diagnosis.run !== event.run) return;
  if (phase.is !== 'failed' || intent !== 'up' || draft.shutdown) return;
  startOver(draft, service);
}
