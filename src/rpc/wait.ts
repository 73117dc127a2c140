import { whyLines } from '../core/explain.ts';
import { isReady } from '../core/readiness.ts';
import type { Service, State } from '../core/state.ts';
import { type Context, Later } from './context.ts';
import type { Control } from './control.ts';
import type { WaitOutcome } from './results.ts';
import type { Infer } from './shape.ts';
import { wireSnapshot } from './wire/row.ts';

type Outcome = Infer<typeof WaitOutcome>;

/** What is waited for. `names` is a function where the set may change while waiting. */
export interface WaitRequest {
  readonly names: (state: State) => readonly string[];
  readonly until: 'ready' | 'stopped';
  /** Undefined: for as long as it takes. */
  readonly timeoutMs: number | undefined;
}

/**
 * Answers when it is so for all of them, when one of them cannot become so by itself, or when the time is up. A service
 * that failed for good cannot become ready, and neither can what requires it.
 */
export function waitFor(context: Context, request: WaitRequest): Later<Outcome> {
  const { control } = context;
  return new Later(
    new Promise((resolve) => {
      const look = (timedOut: boolean) => {
        const verdict = judge(control.state(), request);
        if (verdict.undecided && !timedOut) return;
        end();
        resolve(outcome(control, verdict, timedOut));
      };
      const unlisten = control.onChange(() => look(false));
      const timer = request.timeoutMs === undefined ? undefined : setTimeout(() => look(true), request.timeoutMs);
      const forget = context.onClose(() => end());
      const end = () => {
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
}

function judge(state: State, { names, until }: WaitRequest): Verdict {
  const wanted = names(state);
  const isSo = until === 'ready' ? ready : stopped;
  const pending = wanted.filter((name) => !isSo(name, state));
  const hopeless = until === 'ready' && pending.some((name) => cannotBecomeReady(name, state, new Set()));
  return { names: wanted, pending, undecided: pending.length > 0 && !hopeless };
}

function outcome(control: Control, { names, pending }: Verdict, timedOut: boolean): Outcome {
  return {
    ok: pending.length === 0,
    timed_out: timedOut && pending.length > 0,
    services: wireSnapshot(control, names).services,
    pending: pending.map((name) => ({ name, why: whyLines(name, control.state()) })),
  };
}

function ready(name: string, state: State): boolean {
  const service = state.services.get(name);
  return service !== undefined && isReady(service, { get: (other) => state.services.get(other) });
}

/** A service that is gone from the config is stopped, too. */
function stopped(name: string, state: State): boolean {
  const service = state.services.get(name);
  return !service || (!service.live && !service.build && service.phase.is !== 'running');
}

function cannotBecomeReady(name: string, state: State, seen: Set<string>): boolean {
  const service = state.services.get(name);
  if (!service || state.shutdown) return true;
  if (seen.has(name)) return false;
  seen.add(name);
  const hopeless = (other: string) => cannotBecomeReady(other, state, seen);
  // it has done its work, and is ready again together with what it required
  if (hasSucceeded(service)) return service.spec.requires.some(hopeless);
  if (isOver(service)) return true;
  if (service.phase.is !== 'blocked') return false;
  return service.phase.on.some((blocker) => {
    if (blocker.type === 'conflict') return state.services.get(blocker.name)?.intent === 'up';
    return blocker.type === 'requires' && hopeless(blocker.name);
  });
}

function hasSucceeded({ spec, intent, phase }: Service): boolean {
  return spec.kind === 'oneshot' && intent === 'up' && phase.is === 'exited' && phase.code === 0;
}

function isOver({ intent, phase, nextTryMs, live }: Service): boolean {
  if (live) return false;
  if (intent === 'down') return true;
  return (phase.is === 'failed' || phase.is === 'exited') && nextTryMs === null;
}
