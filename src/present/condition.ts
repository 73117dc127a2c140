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

/** The condition of a service in a few words, with its reason: the text after its name. */
export function conditionText(cause: Cause): string {
  return stateText(cause) + historyText(cause);
}

/**
 * What its last runs add to its condition: `; has failed 3 times, last: exit code 1`. Empty if there is nothing to add.
 */
export function historyText({ failedRuns, state, probe, diagnosis }: Cause): string {
  if (!failedRuns || state === 'exited' || state === 'inactive') return '';
  const { count, failure, run } = failedRuns;
  if (state === 'failed') return count > 1 ? ` (${count} times in a row)` : '';
  // The text before this already says what the check sees.
  const last = 'lastError' in failure && probe ? { ...failure, lastError: null } : failure;
  const trouble = troubleOf({ diagnosis, run });
  return `; has failed ${timesText(count)}, last: ${failureText(last)}${trouble ? ` (${troubleText(trouble)})` : ''}`;
}

/** The same without its last runs. */
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

/** What the service asks and why nobody can answer: `waits for input: "Overwrite? [y/N]"`. Null if it asks nothing. */
export function inputText({ awaitsInput }: Pick<Cause, 'awaitsInput'>): string | null {
  if (awaitsInput === null) return null;
  const asks = `waits for input: "${awaitsInput.text}"`;
  return awaitsInput.terminal ? asks : `${asks}; stdin is empty here: tty = true`;
}

/** A blocker as short as possible. For a held port, this names the holder. */
function heldText(blocker: Blocker): string {
  if (blocker.type === 'external') return externalReason(blocker);
  return blocker.type === 'port' && blocker.holder
    ? `port ${blocker.port} is held by ${holderText(blocker.holder)}`
    : blockerName(blocker);
}

/** A failure with its diagnosis. */
function failedText(cause: Cause): string {
  return `failed${cannotStart(cause) ? ',' : ':'} ${failureReason(cause)}`;
}

/** Why a service failed, with the diagnosis: `exit code 1 (port 3000 is held by pid 7)`, `cannot start: …`. */
export function failureReason(cause: Cause): string {
  const { failure } = cause;
  const trouble = troubleOf(cause);
  if (trouble && cannotStart(cause)) return `cannot start: ${troubleText(trouble)}`;
  return `${failure ? failureText(failure) : 'unknown'}${trouble ? ` (${troubleText(trouble)})` : ''}`;
}

/** The state of a suspended service, and how to continue it. */
function stateBeside({ state, pid }: Cause): string {
  return `${state}; continue it with: kill -CONT -- -${pid}`;
}

/**
 * An end that is not a failure: `stopped`, `done` (a oneshot), or `ended (exit code 0)` with the leftovers if nobody
 * `asked` for it.
 */
export function endText({ kind, exitCode, exit }: Pick<Cause, 'kind' | 'exitCode' | 'exit'>, asked: boolean): string {
  if (exitCode === null) return 'stopped';
  if (kind === 'oneshot' && exitCode === 0) return 'done';
  const code = exit?.code ?? exitCode;
  if (asked) return `exited with code ${code}`;
  const left = exit?.left ?? [];
  return `ended (exit code ${code})${left.length > 0 ? `; ${leftText(left)}` : ''}`;
}

/**
 * The processes that a service left behind when it went into the background. zdev cannot supervise them there, so it
 * ended them.
 */
function leftText(left: readonly LeftProcess[]): string {
  const each = left.map(
    ({ pid, command }) => `pid ${pid}${command === '' ? '' : ` (${command.slice(0, MAX_COMMAND)})`}`,
  );
  return `it went into the background: zdev ended what it left behind, ${listText(each, MAX_LEFT)}`;
}

const MAX_LEFT = 2;
const MAX_COMMAND = 60;

/** What follows a failure or a state: `next try in 2 s`, `gave up after 10 restarts`. */
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
