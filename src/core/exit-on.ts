import type { Draft } from './draft.ts';
import { hasSucceeded } from './readiness.ts';
import type { SignalName } from './service.ts';
import type { Service, ShutdownCause, State } from './state.ts';

/** Whether everything is to end now, by the `--exit-on` rule, and for which service; null: go on. */
export function exitCause(draft: Pick<Draft, 'services' | 'exitOn'>): ShutdownCause | null {
  const because = (match: (service: Service) => boolean): ShutdownCause | null => {
    for (const service of draft.services.values()) {
      if (match(service)) return { type: 'service', name: service.spec.name };
    }
    return null;
  };
  switch (draft.exitOn) {
    case 'never':
      return null;
    case 'any':
      return (
        because((service) => endedByItself(service) && !hasSucceeded(service) && !canDie(service)) ??
        (allQuiet(draft) ? { type: 'done' } : null)
      );
    case 'failure':
      return because(failedForGood) ?? (allQuiet(draft) ? { type: 'done' } : null);
    case 'all':
      if (!allQuiet(draft)) return null;
      return because((service) => hasFailed(service)) ?? because(isHeldBack) ?? { type: 'done' };
  }
}

/** What the process that is `zdev up` ends with: the status or signal of the service that ended everything. */
export function exitOutcome(state: Pick<State, 'services' | 'shutdown'>): { code: number } | { signal: SignalName } {
  const cause = state.shutdown?.cause;
  if (cause?.type !== 'service') return { code: 0 };
  const service = state.services.get(cause.name);
  const failure = service?.phase.is === 'failed' ? service.phase.failure : null;
  if (failure?.type === 'exit-code') return { code: failure.code };
  if (failure?.type === 'signal') return { signal: failure.signal };
  return { code: service?.phase.is === 'exited' ? (service.phase.code ?? 0) : 1 };
}

function failedForGood(service: Service): boolean {
  return hasFailed(service) && service.gaveUp;
}

/** What the user has stopped since, in this session or an earlier one, ends nothing. */
function hasFailed({ phase, intent }: Service): boolean {
  return phase.is === 'failed' && intent === 'up';
}

/** Wanted, and never started. */
function isHeldBack(service: Service): boolean {
  return service.intent === 'up' && service.phase.is === 'blocked' && service.spec.kind !== 'target';
}
/** Its run ended and nobody had asked for that. */
function endedByItself(service: Service): boolean {
  const { phase } = service;
  return service.intent === 'up' && (phase.is === 'failed' || phase.is === 'exited');
}

/** It is allowed to end, or is always started again. */
export function canDie({ spec }: Service): boolean {
  return spec.kind !== 'target' && spec.canDie === true;
}

/** Nothing runs, and nothing will by itself: no restart pending, no port waited for, no watch that could start it. */
function allQuiet(draft: Pick<Draft, 'services'>): boolean {
  let anyWanted = false;
  for (const service of draft.services.values()) {
    const { spec, phase } = service;
    if (spec.kind === 'target') continue;
    anyWanted ||= service.started || service.intent === 'up';
    if (service.live || service.build || service.nextTryMs !== null) return false;
    if (phase.is === 'blocked' && phase.on.some((blocker) => blocker.type === 'port')) return false;
    if (service.intent === 'up' && service.started && spec.watch?.action === 'restart') return false;
  }
  return anyWanted;
}
