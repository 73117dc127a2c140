import { causesIn } from '../core/causes/cause.ts';
import { problemsOf } from '../core/causes/problems.ts';
import type { Service, State } from '../core/state.ts';
import { isNews } from './blocker.ts';
import { conditionText } from './condition.ts';
import { stopText } from './stopping.ts';
import { waitReasonText } from './waiting.ts';
import { countText } from './words.ts';

/** One thing that services wait for. */
export interface Holdup {
  /** The service that is the cause, and how it is. */
  readonly root: string;
  readonly reason: string;
  /** The services that wait for it; none where it only keeps itself waiting. */
  readonly waiting: readonly string[];
}

/** More services than these are counted. */
const MAX_NAMES = 2;

/** Whether a service is on its way: wanted, and held back or not ready yet; or its end is waited for. */
export function isWaiting(service: Service): boolean {
  const { intent, phase, spec } = service;
  if (isStopping(service)) return true;
  return intent === 'up' && spec.kind !== 'target' && (phase.is === 'blocked' || phase.is === 'starting');
}

/** Whether it has been told to end, and has not. */
export function isStopping({ phase, spec }: Service): boolean {
  return phase.is === 'stopping' && phase.step !== 'waiting' && spec.kind !== 'target';
}

/**
 * Who waits for what, and why: one for each root cause, the worst first. Texts hold no durations but for a stop, so that
 * the same wait reads the same later. Costs as much as there are services and dependencies.
 */
export function holdupsIn(state: Pick<State, 'services'>, nowMs: number): Holdup[] {
  const lookup = causesIn(state, nowMs);
  const waits = (name: string) => {
    const service = state.services.get(name);
    return service !== undefined && isWaiting(service);
  };
  return problemsOf(state.services.keys(), lookup).flatMap(({ cause, waiting }): Holdup[] => {
    const names = waiting.filter(waits);
    const isBlocked = cause.state === 'blocked';
    // A look at its own port is no reason.
    if (isBlocked && !cause.blockers.some(isNews) && names.length === 0) return [];
    const reason = isBlocked
      ? waitReasonText(cause.blockers, lookup) || 'its port is being looked at'
      : [conditionText(cause), ...(cause.stop ? [stopText(cause)] : [])].join('; ');
    return names.length > 0 || waits(cause.name) ? [{ root: cause.name, reason, waiting: names }] : [];
  });
}

/** The same as a sentence: `api and web wait for db: starting (…)`, `db: starting (…)`. */
export function holdupText({ root, reason, waiting }: Holdup): string {
  return waiting.length === 0 ? `${root}: ${reason}` : `${whoText(waiting)} ${root}: ${reason}`;
}

function whoText(names: readonly string[]): string {
  if (names.length > MAX_NAMES) return `${countText(names.length, 'service')} wait for`;
  return `${names.join(' and ')} ${names.length === 1 ? 'waits' : 'wait'} for`;
}
