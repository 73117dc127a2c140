import { type Cause, causeOf, causesIn } from '../../../core/causes/cause.ts';
import { holdupsIn, isStopping, isWaiting } from '../../../core/causes/holdups.ts';
import { changedServices } from '../../../core/changes.ts';
import type { Service, State } from '../../../core/state.ts';
import { holdupReason, holdupText } from '../../../present/holdups.ts';
import { nextSteps } from '../../../present/next.ts';

/** A shorter wait is not mentioned. */
const FIRST_MS = 3000;
/** Most services stop sooner than this. */
const FIRST_STOP_MS = 2000;
/** The time between two reports doubles up to this. */
const LONGEST_MS = 30_000;

/**
 * Reports now and then which services wait, for what and why: after 3 s (2 s for a stop), and then after twice the
 * time, up to 30 s. A service that begins to wait meanwhile is mentioned after 3 s too. During a start that takes
 * longer, a new answer of the health check is reported at once. No timer runs while no service waits.
 */
export function tellWaits(options: {
  readonly state: () => State;
  readonly nowMs: () => number;
  readonly say: (text: string) => void;
}): (next: State, previous: State, touched?: ReadonlySet<string>) => void {
  const { state, nowMs, say } = options;
  let timer: NodeJS.Timeout | undefined;
  let dueMs = 0;
  let intervalMs = FIRST_MS;
  /** The services that were waiting at the last report. */
  let known = new Set<string>();
  /** What was said since the last report, so that checks with two alternating answers do not fill the screen. */
  let said = new Set<string>();
  /** What was advised since the first service began to wait. */
  let advised = new Set<string>();

  return (next, previous, touched) => {
    if (next.shutdown) return rest();
    for (const { name, service, before } of changedServices(next, previous, touched)) {
      if (!isWaiting(service)) continue;
      if (!known.has(name) || isStopping(service)) arm(isStopping(service) ? FIRST_STOP_MS : FIRST_MS);
      if (service.probing.lastError !== before?.probing.lastError) tellReason(service, next);
    }
    // The next service that waits starts with the same times.
    if (timer && ![...next.services.values()].some(isWaiting)) rest();
  };

  /** Sets the timer to `delayMs`, unless it is due earlier. */
  function arm(delayMs: number): void {
    const atMs = nowMs() + delayMs;
    if (timer && dueMs <= atMs) return;
    clearTimeout(timer);
    dueMs = atMs;
    timer = setTimeout(tell, delayMs).unref();
  }

  function rest(): void {
    clearTimeout(timer);
    timer = undefined;
    intervalMs = FIRST_MS;
    known = new Set();
    said = new Set();
    advised = new Set();
  }

  function tell(): void {
    timer = undefined;
    const now = state();
    const waiting = [...now.services.values()].filter(isWaiting).map(({ spec }) => spec.name);
    if (now.shutdown || waiting.length === 0) return rest();
    const lookup = causesIn(now, nowMs());
    said = new Set();
    for (const holdup of holdupsIn(now, nowMs())) {
      const reason = holdupReason(holdup.cause, lookup);
      said.add(keyOf(holdup.cause.name, reason));
      say(holdupText(holdup, reason) + newAdvice(holdup.cause));
    }
    if (waiting.some((name) => !known.has(name))) intervalMs = FIRST_MS;
    known = new Set(waiting);
    intervalMs = Math.min(intervalMs * 2, LONGEST_MS);
    arm(intervalMs);
  }

  function tellReason(service: Service, next: State): void {
    const { name } = service.spec;
    if (!known.has(name)) return;
    const cause = causeOf(service, next, nowMs());
    if (!cause.probe || cause.inStateMs < FIRST_MS) return;
    const reason = holdupReason(cause, causesIn(next, nowMs()));
    if (said.has(keyOf(name, reason))) return;
    said.add(keyOf(name, reason));
    say(holdupText({ cause, waiting: [] }, reason) + newAdvice(cause));
  }

  /** The first next step, once per wait. */
  function newAdvice(cause: Cause): string {
    const [step] = nextSteps(cause);
    if (step === undefined || advised.has(keyOf(cause.name, step))) return '';
    advised.add(keyOf(cause.name, step));
    return `; next: ${step}`;
  }
}

const keyOf = (root: string, text: string) => `${root}\n${text}`;
