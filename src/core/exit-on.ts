import type { Draft } from './draft.ts';
import type { Failure } from './failure.ts';
import { hasProcess, hasSucceeded, isHeldBack } from './readiness.ts';
import type { Blocker, ExitStatus, Service, ShutdownCause, State } from './state.ts';

type Rule = Pick<Draft, 'services' | 'exitOn'>;

/** The service whose end ends everything by the `--exit-on` rule, whatever the others do; null: there is none. */
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

/** Why everything ends by the `--exit-on` rule because nothing runs any more, and nothing will; null: go on. */
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

/** What the process that is `zdev up` ends with. */
export function exitOutcome({ shutdown }: Pick<State, 'shutdown'>): ExitStatus {
  return shutdown?.status ?? { code: 0 };
}

/** The status or signal of the service that ends everything, as it is when that begins; 0 when it was not a service. */
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

/** Whether it is wanted, and will not come up by itself any more. A build at work is the first part of the next start. */
export function failedForGood(service: Service): boolean {
  return hasFailed(service) && service.gaveUp && service.build === null;
}

/** What the user has stopped since, under this supervisor or an earlier one, ends nothing. */
function hasFailed({ phase, intent }: Service): boolean {
  return phase.is === 'failed' && intent === 'up';
}

/** Its run ended and nobody had asked for that. */
function endedByItself(service: Service): boolean {
  const { phase } = service;
  return service.intent === 'up' && (phase.is === 'failed' || phase.is === 'exited');
}

/** Its own rule says that its end is that of all, and it is not started again. */
function endsAll(service: Service): boolean {
  const { spec } = service;
  if (spec.kind === 'target' || spec.endsAll === undefined) return false;
  if (spec.endsAll === 'failure') return failedForGood(service);
  return endedByItself(service) && service.nextTryMs === null && service.build === null;
}

/** It is allowed to end, or is always started again. */
export function canDie({ spec }: Service): boolean {
  return spec.kind !== 'target' && spec.canDie === true;
}

/** A port may become free, and a service of another project ready, also behind a target that waits for nothing else. */
function comesByItself(blocker: Blocker, services: Rule['services']): boolean {
  if (blocker.type === 'port' || blocker.type === 'external') return true;
  if (blocker.type !== 'requires' && blocker.type !== 'after') return false;
  const other = services.get(blocker.name);
  if (other?.spec.kind !== 'target' || other.phase.is !== 'blocked') return false;
  return other.phase.on.every((below) => comesByItself(below, services));
}

/** Nothing runs, and nothing will by itself: no restart pending, no port waited for, no watch that could start it. */
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
