import type { Draft } from './draft.ts';
import type { Failure } from './failure.ts';
import { hasProcess, hasSucceeded, isHeldBack } from './readiness.ts';
import type { Blocker, ExitStatus, Service, ShutdownCause, State } from './state.ts';

type Rule = Pick<Draft, 'services' | 'exitOn'>;

/** The service whose end ends everything by the `--exit-on` rule, whatever the others do; null if there is none. */
export function endOfOne(draft: Rule): ShutdownCause | null {
  const cause = because(draft, endsAll);
  if (cause !== null) return cause;
  switch (draft.exitOn) {
    case 'any':
      return because(draft, (service) => endedByItself(service) && !hasSucceeded(service) && !canDie(service));
    case 'failure':
      return because(draft, failedForGood);
    case 'all':
    case 'never':
      return null;
  }
}

/** Why everything ends by the `--exit-on` rule because nothing runs and nothing will; null: nothing ends. */
export function endOfAll(draft: Rule): ShutdownCause | null {
  if (draft.exitOn === 'never' || !allQuiet(draft)) return null;
  if (draft.exitOn !== 'all') return { type: 'done' };
  return because(draft, hasFailed) ?? because(draft, isHeldBack) ?? { type: 'done' };
}

function because(draft: Rule, match: (service: Service) => boolean): ShutdownCause | null {
  for (const service of draft.services.values()) {
    if (match(service)) return { type: 'service', name: service.spec.name };
  }
  return null;
}

/** The exit status of the process `zdev up`. */
export function exitOutcome({ shutdown }: Pick<State, 'shutdown'>): ExitStatus {
  return shutdown?.status ?? { code: 0 };
}

/** The status or signal, at this moment, of the service that ends everything; 0 if the cause is not a service. */
export function statusOf(cause: ShutdownCause, services: ReadonlyMap<string, Service>): ExitStatus {
  if (cause.type !== 'service') return { code: 0 };
  const phase = services.get(cause.name)?.phase;
  switch (phase?.is) {
    case 'exited':
      return { code: phase.code ?? 0 };
    case 'failed':
      return statusOfFailure(phase.failure);
    default:
      return { code: 1 };
  }
}

function statusOfFailure(failure: Failure): ExitStatus {
  switch (failure.type) {
    case 'exit-code':
      return { code: failure.code };
    case 'signal':
      return { signal: failure.signal };
    default:
      return { code: 1 };
  }
}

/**
 * Whether the service is wanted but will not come up by itself any more. A running build is the first part of the next
 * start.
 */
export function failedForGood(service: Service): boolean {
  return hasFailed(service) && service.gaveUp && service.build === null;
}

/** A service that the user has stopped since, under this supervisor or an earlier one, does not count as failed. */
function hasFailed({ phase, intent }: Service): boolean {
  return phase.is === 'failed' && intent === 'up';
}

/** Whether its run ended without a request. */
function endedByItself(service: Service): boolean {
  const { phase } = service;
  return service.intent === 'up' && (phase.is === 'failed' || phase.is === 'exited');
}

/** Whether its own rule says that its end ends everything, and it is not started again. */
function endsAll(service: Service): boolean {
  const { spec } = service;
  if (spec.kind === 'target' || spec.endsAll === undefined) return false;
  if (spec.endsAll === 'failure') return failedForGood(service);
  return endedByItself(service) && service.nextTryMs === null && service.build === null;
}

/** Whether the service is allowed to end, or is always started again. */
export function canDie({ spec }: Service): boolean {
  return spec.kind !== 'target' && spec.canDie === true;
}

/**
 * Whether a blocker can go away by itself: a port may become free, and a service of another project may become ready,
 * also behind a target that waits for nothing else.
 */
function comesByItself(blocker: Blocker, services: Rule['services']): boolean {
  if (blocker.type === 'port' || blocker.type === 'external') return true;
  if (blocker.type !== 'requires' && blocker.type !== 'after') return false;
  const other = services.get(blocker.name);
  if (other?.spec.kind !== 'target' || other.phase.is !== 'blocked') return false;
  return other.phase.on.every((below) => comesByItself(below, services));
}

/**
 * Whether nothing runs and nothing will by itself: there is no pending restart, no wait for a port, and no watch that
 * could start it.
 */
function allQuiet(draft: Pick<Draft, 'services'>): boolean {
  let anyWanted = false;
  for (const service of draft.services.values()) {
    const { spec, phase } = service;
    if (spec.kind === 'target') continue;
    anyWanted ||= service.started || service.intent === 'up';
    if (hasProcess(service) || service.nextTryMs !== null || service.asleep) return false;
    if (phase.is === 'blocked' && phase.on.every((blocker) => comesByItself(blocker, draft.services))) return false;
    if (service.intent === 'up' && service.started && spec.watch?.action === 'restart') return false;
  }
  return anyWanted;
}
