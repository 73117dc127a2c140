import { causesIn } from '../core/causes/cause.ts';
import { isHopeless } from '../core/causes/prospect.ts';
import { awaitsAnswer, isStopped, settlesInMs } from '../core/causes/settled.ts';
import type { State } from '../core/state.ts';
import { chainLines } from '../present/chain.ts';
import { type Context, DelayedAnswer } from './context.ts';
import type { Control } from './control.ts';
import type { WaitOutcome } from './results.ts';
import type { Infer } from './shape.ts';
import { wireMistakes } from './wire/mistakes.ts';
import { wireSnapshot } from './wire/service-row.ts';
import { wireProblems } from './wire/why.ts';

type Outcome = Infer<typeof WaitOutcome>;

/** What to wait for. `names` is a function, because the set may change while waiting. */
export interface WaitRequest {
  readonly names: (state: State) => readonly string[];
  readonly until: 'ready' | 'settled' | 'healthy' | 'stopped';
  /** Undefined: without limit. */
  readonly timeoutMs: number | undefined;
}

/**
 * Answers when all services have reached the state, when one of them cannot reach it by itself, or when the time is up.
 * A service that failed for good cannot become ready, nor can services that require it. A service that asks something
 * waits for an answer.
 */
export function waitFor(context: Context, request: WaitRequest): DelayedAnswer<Outcome> {
  const { control } = context;
  return new DelayedAnswer(
    new Promise((resolve) => {
      let cancel = () => {};
      const look = (timedOut: boolean) => {
        const verdict = judge(control, request);
        cancel();
        if (verdict.undecided && !timedOut) {
          if (verdict.againMs !== null) cancel = control.at(verdict.againMs, () => look(false));
          return;
        }
        end();
        resolve(outcome(control, verdict, timedOut));
      };
      const unlisten = control.onChange(() => look(false));
      const timer = request.timeoutMs === undefined ? undefined : setTimeout(() => look(true), request.timeoutMs);
      const forget = context.onClose(() => end());
      const end = () => {
        cancel();
        clearTimeout(timer);
        unlisten();
        forget();
      };
      look(false);
    }),
  );
}

interface Verdict {
  readonly names: readonly string[];
  readonly pending: readonly string[];
  readonly undecided: boolean;
  /** When to check again without a change: something is ready, and will be settled at that time. */
  readonly againMs: number | null;
}

function judge(control: Control, { names, until }: WaitRequest): Verdict {
  const state = control.state();
  const nowMs = control.nowMs();
  const lookup = causesIn(state, nowMs);
  const wanted = names(state);
  let soonestMs = Number.POSITIVE_INFINITY;
  const isSo = (name: string): boolean => {
    if (until === 'stopped') return isStopped(name, state);
    if (until === 'ready') return lookup(name)?.ready === true;
    if (until === 'healthy' && lookup(name)?.unhealthy) return false;
    const ms = settlesInMs(name, lookup, state);
    if (ms !== null && ms > 0) soonestMs = Math.min(soonestMs, ms);
    return ms === 0;
  };
  const pending = wanted.filter((name) => !isSo(name));
  const isAsked = (name: string) => until !== 'ready' && awaitsAnswer(name, lookup, state);
  const isOver = (name: string) => state.shutdown !== null || isHopeless(name, lookup) || isAsked(name);
  const hopeless = until !== 'stopped' && pending.some(isOver);
  return {
    names: wanted,
    pending,
    undecided: pending.length > 0 && !hopeless,
    againMs: Number.isFinite(soonestMs) ? nowMs + soonestMs : null,
  };
}

function outcome(control: Control, { names, pending }: Verdict, timedOut: boolean): Outcome {
  const lookup = causesIn(control.state(), control.nowMs());
  return {
    ok: pending.length === 0,
    timed_out: timedOut && pending.length > 0,
    services: wireSnapshot(control, names).services,
    pending: pending.map((name) => ({ name, why: chainLines(name, lookup) })),
    problems: wireProblems(control, pending.length === 0 ? names : pending),
    mistakes: wireMistakes(control),
  };
}
