import type { Effect } from '../../../src/core/effect.ts';
import { startDeadlineMs } from '../../../src/core/probing.ts';
import type { View } from '../truth.ts';

type Arm = Extract<Effect, { type: 'arm' }>;

/** Times are whole, and of this supervisor's clock. */
export function timersAreSetForWholeTimes(_view: View, { timer, atMs }: Arm): string | null {
  return Number.isInteger(atMs) ? null : `${timer} at ${atMs} ms`;
}

/** No wait exceeds its own maximum, whatever a clock said under an earlier supervisor. */
export function noWaitIsTooLong(view: View, { name, timer, atMs }: Arm): string | null {
  const spec = view.state.services.get(name)?.spec;
  if (!spec || spec.kind === 'target') return `${timer} for ${name}, which has no process`;
  const { lifecycle, health } = spec;
  const most = {
    // A first look at why it failed comes before the next try.
    restart: Math.max(lifecycle.restartDelayMs, lifecycle.restartDelayMaxMs, 250),
    kill: Math.max(lifecycle.stopTimeoutMs, 1000),
    port: 5000,
    ready: Math.max(lifecycle.readyAfterMs, lifecycle.stabilityPeriodMs),
    probe: health ? Math.max(health.startPeriodMs, health.intervalMs, health.timeoutMs + 1000) : 0,
    'start-deadline': startDeadlineMs(spec),
  };
  const waitMs = atMs - view.nowMs;
  return waitMs <= most[timer] ? null : `${timer} of ${name} is due in ${waitMs} ms`;
}
