import { isAsking } from '../core/causes/asking.ts';
import { type Cause, causeOf, causesIn } from '../core/causes/cause.ts';
import { isNews, type Lookup } from '../core/causes/chain.ts';
import { cannotStart, troubleOf } from '../core/causes/told.ts';
import { changedServices } from '../core/changes.ts';
import type { Trouble } from '../core/diagnosis.ts';
import type { State } from '../core/state.ts';
import { stateSteps } from './advice.ts';
import { endText, outlookTexts, stateText } from './condition.ts';
import { failureText } from './failure.ts';
import { doubtText, probeText } from './probe.ts';
import { remedyTexts } from './remedies.ts';
import { durationText } from './time.ts';
import { selfWrittenStep, selfWrittenText, triggerText } from './trigger.ts';
import { troubleText } from './trouble.ts';
import { waitText } from './waiting.ts';

/** A message about one service after a change. */
export interface Remark {
  readonly text: string;
  /** `error` for messages that the user should not miss. */
  readonly level: 'info' | 'error';
}

/**
 * The messages about the change from one state to the next, at most one for each service. `touched`: see
 * `changedServices`.
 */
export function remarksOn(
  next: State,
  previous: State,
  nowMs: number,
  touched?: ReadonlySet<string>,
): (Remark & { readonly name: string })[] {
  const lookup = causesIn(next, nowMs);
  return changedServices(next, previous, touched).flatMap(({ name, service, before }) => {
    const remark = remarkOn(causeOf(service, next, nowMs), before && causeOf(before, previous, nowMs), lookup);
    return remark ? [{ name, ...remark }] : [];
  });
}

/**
 * The message about a changed service, in the plain stream and on the screen; null for none. `lookup` finds the
 * services that it waits for. For a service that is new, only its present action is worth a message.
 */
export function remarkOn(now: Cause, before: Cause | undefined, lookup: Lookup): Remark | null {
  if (now.buildFailure && !before?.buildFailure && now.pid !== null) {
    return error(`${failureText(now.buildFailure)}; the old run keeps serving`);
  }
  if (now.building && !before?.building && now.state === 'running') {
    return info('building; the old run keeps serving');
  }
  if (now.selfWritten.length > (before?.selfWritten.length ?? 0)) {
    return error(`${selfWrittenText(now.selfWritten)}; ${selfWrittenStep(now.selfWritten)}`);
  }
  if (now.kind === 'target') return now.ready && !before?.ready ? info('ready') : null;
  const trouble = troubleOf(now);
  if (trouble && now.diagnosis?.run !== before?.diagnosis?.run) return error(foundOutText(now, trouble));
  if (now.suspended && !before?.suspended && now.state !== 'failed') return error(stateText(now));
  if (isAsking(now) && now.awaitsInput?.text !== before?.awaitsInput?.text) return error(stateText(now));
  if (now.doubt && !before?.doubt) return error(doubtText(now.doubt));
  if (before && isSame(now, before)) return null;
  switch (now.state) {
    case 'inactive':
      return null;
    case 'blocked': {
      const news = now.blockers.filter(isNews);
      if (news.length === 0) return null;
      // There is no need to report one wait after the other.
      if (before?.state === 'blocked' && !news.some(({ type }) => type === 'port')) return null;
      return info(waitText(news, lookup));
    }
    case 'starting':
      if (now.step === 'building') return info('building');
      return now.step === 'probing' ? info(startedText(now)) : null;
    case 'running':
      return remarkOnRunning(now, before);
    case 'stopping':
      // The run was adopted only to be stopped, and may have ended long ago.
      if (now.step === 'waiting' || (now.adopted && before?.state === 'inactive')) return null;
      return now.step === 'killed'
        ? error(killedText(now, before))
        : info(['stopping', ...stopReasons(now)].join(': '));
    case 'exited':
      // It ended under an earlier supervisor, which has reported it.
      return before?.state === 'inactive'
        ? null
        : info(endedText(now, before?.state === 'stopping' || now.intent === 'down'));
    case 'failed':
      return error(
        [now.failure ? failureText(now.failure) : 'failed', ...signalTexts(now), ...outlookTexts(now)].join('; '),
      );
  }
}

/** Whether nothing has changed that deserves a message. */
function isSame(now: Cause, before: Cause): boolean {
  return (
    now.state === before.state &&
    now.step === before.step &&
    now.run === before.run &&
    now.unhealthy === before.unhealthy &&
    JSON.stringify(now.blockers) === JSON.stringify(before.blockers)
  );
}

function remarkOnRunning(now: Cause, before: Cause | undefined): Remark | null {
  if (now.unhealthy) return now.probe ? error(`unhealthy: ${probeText(now.probe.error)}`) : null;
  if (before?.state === 'running' && before.run === now.run) return info('healthy again');
  if (before?.state === 'starting' && before.step === 'probing') {
    return info(`ready after ${durationText(now.upMs ?? 0)}`);
  }
  return info(now.adopted ? `runs on, pid ${now.pid}` : startedText(now));
}

/** Why a service is being stopped, unless the reason is the same for all. */
function stopReasons({ trigger, failure }: Cause): string[] {
  if (failure) return [failureText(failure)];
  return trigger && trigger.type !== 'shutdown' ? [triggerText(trigger)] : [];
}

/** Who sent the signal that ended the run, if it was the user. */
function signalTexts({ trigger, run }: Cause): string[] {
  return trigger?.type === 'signal' && trigger.run === run ? [triggerText(trigger)] : [];
}

/** The diagnosis of a failure, and the first advice. */
function foundOutText(cause: Cause, trouble: Trouble): string {
  const text = [troubleText(trouble), ...remedyTexts(trouble).slice(0, 1)].join('; next: ');
  return cannotStart(cause) ? `cannot start: ${text}` : text;
}

/** An end, with advice if nobody `asked` for it. */
function endedText(cause: Cause, asked: boolean): string {
  const steps = asked || cause.nextTryInMs !== null ? [] : stateSteps(cause).slice(0, 1);
  return [endText(cause, asked), ...steps].join('; next: ');
}

function startedText({ pid }: Cause): string {
  return pid === null ? 'started' : `started, pid ${pid}`;
}

function killedText(now: Cause, before: Cause | undefined): string {
  if (now.failure) return `${failureText(now.failure)}; killed`;
  return before?.step === 'signalled' && before.stop ? `did not end after ${before.stop.signal}; killed` : 'killed';
}

function info(text: string): Remark {
  return { text, level: 'info' };
}

function error(text: string): Remark {
  return { text, level: 'error' };
}
