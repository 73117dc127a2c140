import type { Cause } from '../core/causes/cause.ts';
import { cannotStart, troubleOf } from '../core/causes/told.ts';
import type { LeftProcess } from '../core/event.ts';
import type { Blocker } from '../core/state.ts';
import { blockerName } from './blocker.ts';
import { externalReason } from './external.ts';
import { failureText } from './failure.ts';
import { holderText } from './holder.ts';
import { probeText } from './probe.ts';
import { durationText } from './time.ts';
import { triggerText } from './trigger.ts';
import { troubleText } from './trouble.ts';
import { countText, listText, timesText } from './words.ts';

/** How a service is, in a few words, with its reason: what stands after its name. */
export function conditionText(cause: Cause): string {
  return stateText(cause) + historyText(cause);
}

/** What its last runs add to how it is: `; has failed 3 times, last: exit code 1`. Empty where nothing is to be said. */
export function historyText({ failedRuns, state, probe, diagnosis }: Cause): string {
  if (!failedRuns || state === 'exited' || state === 'inactive') return '';
  const { count, failure, run } = failedRuns;
  if (state === 'failed') return count > 1 ? ` (${count} times in a row)` : '';
  // What the check sees stands in front of it already.
  const last = 'lastError' in failure && probe ? { ...failure, lastError: null } : failure;
  const trouble = troubleOf({ diagnosis, run });
  return `; has failed ${timesText(count)}, last: ${failureText(last)}${trouble ? ` (${troubleText(trouble)})` : ''}`;
}

/** The same without what its last runs add. */
export function stateText(cause: Cause): string {
  if (cause.suspended && cause.state !== 'failed') return `suspended (${stateBeside(cause)})`;
  const asked = inputText(cause);
  if (asked !== null && (cause.state === 'running' || cause.state === 'starting')) return asked;
  switch (cause.state) {
    case 'inactive':
      if (cause.asleep) return 'asleep until a client connects';
      if (cause.intent === 'up') return 'about to start';
      if (cause.started) return 'stopped by you';
      return cause.status === 'start' ? 'not started' : `not started (status = "${cause.status}")`;
    case 'blocked':
      return `blocked (${listText(cause.blockers.map(heldText))})`;
    case 'starting':
      if (cause.step === 'building') return 'building';
      return `starting${cause.probe ? ` (${probeText(cause.probe.error)})` : ''}`;
    case 'running':
      if (cause.kind === 'oneshot') return 'at work';
      return cause.unhealthy && cause.probe ? `unhealthy: ${probeText(cause.probe.error)}` : 'running';
    case 'stopping':
      return `${cause.step === 'waiting' ? 'stopping, after its dependents' : 'stopping'}${cause.trigger ? ` (${triggerText(cause.trigger)})` : ''}`;
    case 'exited':
      if (cause.asleep) return 'asleep until a client connects';
      return cause.intent === 'down' ? 'stopped by you' : endText(cause, false);
    case 'failed':
      return failedText(cause);
  }
}

/** What it asks, and why nobody can answer: `waits for input: "Overwrite? [y/N]"`. Null when it asks nothing. */
export function inputText({ awaitsInput }: Pick<Cause, 'awaitsInput'>): string | null {
  if (awaitsInput === null) return null;
  const asks = `waits for input: "${awaitsInput.text}"`;
  return awaitsInput.terminal ? asks : `${asks}; stdin is empty here: tty = true`;
}

/** What holds it back, as short as it can be said: of a port that somebody holds, who does. */
function heldText(blocker: Blocker): string {
  if (blocker.type === 'external') return externalReason(blocker);
  return blocker.type === 'port' && blocker.holder
    ? `port ${blocker.port} is held by ${holderText(blocker.holder)}`
    : blockerName(blocker);
}

/** A failure, with what was found out about it. */
function failedText(cause: Cause): string {
  return `failed${cannotStart(cause) ? ',' : ':'} ${failureReason(cause)}`;
}

/** Why a service failed, with what was found out about it: `exit code 1 (port 3000 is held by pid 7)`, `cannot start: …`. */
export function failureReason(cause: Cause): string {
  const { failure } = cause;
  const trouble = troubleOf(cause);
  if (trouble && cannotStart(cause)) return `cannot start: ${troubleText(trouble)}`;
  return `${failure ? failureText(failure) : 'unknown'}${trouble ? ` (${troubleText(trouble)})` : ''}`;
}

/** What a suspended service would be doing, and what lets it. */
function stateBeside({ state, pid }: Cause): string {
  return `${state}; continue it with: kill -CONT -- -${pid}`;
}

/**
 * What an end that is no failure is called: `stopped`, `done` (a oneshot); `ended (exit code 0)` where nobody `asked` for it, with
 * what it left behind.
 */
export function endText({ kind, exitCode, exit }: Pick<Cause, 'kind' | 'exitCode' | 'exit'>, asked: boolean): string {
  if (exitCode === null) return 'stopped';
  if (kind === 'oneshot' && exitCode === 0) return 'done';
  const code = exit?.code ?? exitCode;
  if (asked) return `exited with code ${code}`;
  const left = exit?.left ?? [];
  return `ended (exit code ${code})${left.length > 0 ? `; ${leftText(left)}` : ''}`;
}

/** What a service left behind: it went into the background, where zdev cannot see how it is, and ended it. */
function leftText(left: readonly LeftProcess[]): string {
  const each = left.map(
    ({ pid, command }) => `pid ${pid}${command === '' ? '' : ` (${command.slice(0, MAX_COMMAND)})`}`,
  );
  return `it went into the background: zdev ended what it left behind, ${listText(each, MAX_LEFT)}`;
}

const MAX_LEFT = 2;
const MAX_COMMAND = 60;

/** What comes after a failure, or stands beside a state: `next try in 2 s`, `gave up after 10 restarts`. */
export function outlookTexts(
  cause: Pick<Cause, 'nextTryInMs' | 'gaveUp' | 'restarts' | 'diagnosis' | 'state'>,
): string[] {
  const { nextTryInMs, diagnosis, state } = cause;
  if (state === 'failed' && diagnosis?.cannotStart) return ['starts by itself when that is fixed'];
  return [
    ...(nextTryInMs === null ? [] : [nextTryInMs <= 0 ? 'restarting' : `next try in ${durationText(nextTryInMs)}`]),
    ...(cause.gaveUp && cause.restarts > 0 ? [`gave up after ${countText(cause.restarts, 'restart')}`] : []),
  ];
}
