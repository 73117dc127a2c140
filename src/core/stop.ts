import type { Draft } from './draft.ts';
import { mustDrain } from './drain.ts';
import { lifecycleOf } from './service.ts';
import type { Failure, LiveRun, Service } from './state.ts';

/** SIGKILL is repeated this often until nothing of the run is left: a process may have forked in between. */
const KILL_AGAIN_MS = 1000;

/** Sends the stop signal to the processes of a service, once. The `kill` timer continues from there. */
export function sendStop(draft: Draft, service: Service): void {
  const { spec } = service;
  const { stopCommand, stopKeys, stopSignal } = lifecycleOf(spec);
  const force = draft.shutdown?.force === true;
  let step: 'waiting' | 'signalled' | 'killed' = 'waiting';
  for (const slot of ['live', 'build'] as const) {
    const live = draft.get(spec.name)?.[slot];
    if (!live) continue;
    if (!live.stopSent) {
      // The process does not exist yet: `spawned` leads here again.
      if (!canBeSignalled(live)) continue;
      if (!force && slot === 'live' && mustDrain(service, live)) {
        if (live.drain === undefined) {
          draft.emit({ type: 'drain', name: spec.name, run: live.run });
          draft.update(spec.name, { live: { ...live, drain: 'asked' } });
        }
        continue;
      }
      const isAsked = stopCommand !== undefined || stopKeys !== undefined;
      // There is no process yet that could react to the stop command.
      const isThere = live.pid !== null && !live.leaderExited;
      const byCommand = !force && isAsked && live.purpose === 'exec' && isThere;
      draft.update(spec.name, {
        [slot]: { ...stopped(live, draft.nowMs), ...(byCommand ? { stopCommand: true } : {}) },
      });
      const signal = force ? 'SIGKILL' : stopSignal;
      if (byCommand) draft.emit({ type: 'run-stop-command', name: spec.name, run: live.run });
      else draft.emit({ type: 'signal', name: spec.name, run: live.run, signal });
      armKill(draft, service, live.run, force ? KILL_AGAIN_MS : undefined);
      if (slot === 'live') endProbing(draft, spec.name);
    }
    step = force ? 'killed' : 'signalled';
  }
  const { phase } = service;
  if (phase.is !== 'stopping' || (phase.step === 'waiting' && step !== 'waiting')) {
    draft.update(spec.name, { phase: { is: 'stopping', step } });
  }
}

/**
 * A process that is about to be spawned cannot be signalled. A container can: its creation or start can take long, or
 * hang.
 */
function canBeSignalled(live: LiveRun): boolean {
  return live.pid !== null || live.leaderExited || live.inContainer === true;
}

/** Ends a run without a request. `cause` is the failure that will be shown. */
export function endRun(
  draft: Draft,
  service: Service,
  live: LiveRun,
  end: { cause: Failure; signal: 'stop' | 'SIGKILL' },
): void {
  const { spec } = service;
  const graceful = end.signal === 'stop';
  const signal = graceful ? lifecycleOf(spec).stopSignal : 'SIGKILL';
  draft.emit({ type: 'signal', name: spec.name, run: live.run, signal });
  armKill(draft, service, live.run, graceful ? undefined : KILL_AGAIN_MS);
  endProbing(draft, spec.name);
  draft.update(spec.name, {
    live: { ...stopped(live, draft.nowMs), cause: end.cause },
    phase: { is: 'stopping', step: graceful ? 'signalled' : 'killed' },
  });
}

/** The leader exited by itself: asks the rest of its group to end as well. */
export function terminateLeftovers(draft: Draft, service: Service, run: number): void {
  const { spec } = service;
  draft.emit({ type: 'signal', name: spec.name, run, signal: lifecycleOf(spec).stopSignal });
  armKill(draft, service, run);
  const { live } = service;
  // The stop command should have ended it. Only now does the signal follow.
  if (live?.run === run && live.stopCommand) draft.update(spec.name, { live: stopped(live, draft.nowMs) });
}

/** The second request to stop everything: waits for nothing any more. */
export function killEverything(draft: Draft): void {
  for (const service of draft.services.values()) {
    for (const live of [service.live, service.build]) {
      if (live && canBeSignalled(live)) killNow(draft, service, live);
    }
  }
}

/**
 * The stop signal did not end this run in time. A build beside the run, or the run beside a build, has its own time.
 */
export function onKillDue(draft: Draft, service: Service, run: number): void {
  for (const live of [service.live, service.build]) {
    if (live?.run !== run || !(live.stopSent || live.leaderExited)) continue;
    const graceMs = graceLeftMs(draft, service, live);
    if (live.stopCommand) signalAfterCommand(draft, service, live);
    else if (graceMs > 0) armKill(draft, service, run, graceMs);
    else killNow(draft, service, live);
  }
}

/** The remaining time after the stop signal. The timer of the stop command may have fired late. */
function graceLeftMs(draft: Draft, { spec, phase }: Service, { signalledMs }: LiveRun): number {
  const isSignalled = phase.is === 'stopping' && phase.step === 'signalled';
  return isSignalled ? (signalledMs ?? 0) + lifecycleOf(spec).stopTimeoutMs - draft.nowMs : 0;
}

/** A stop command that failed has stopped nothing. After one that succeeded, the service keeps its time to end. */
export function onStopCommandEnded(draft: Draft, service: Service, event: { ok: boolean }): void {
  const { live } = service;
  if (!event.ok && live?.stopCommand) signalAfterCommand(draft, service, live);
}

/** The stop command did not end the run: sends the stop signal, with its own time. */
function signalAfterCommand(draft: Draft, service: Service, live: LiveRun): void {
  const { spec } = service;
  draft.emit({ type: 'signal', name: spec.name, run: live.run, signal: lifecycleOf(spec).stopSignal });
  armKill(draft, service, live.run);
  draft.update(spec.name, { live: stopped(live, draft.nowMs), phase: { is: 'stopping', step: 'signalled' } });
}

/** Sends SIGKILL to one run, again and again until it is gone. */
export function killNow(draft: Draft, service: Service, live: LiveRun): void {
  const { name } = service.spec;
  draft.emit({ type: 'signal', name, run: live.run, signal: 'SIGKILL' });
  armKill(draft, service, live.run, KILL_AGAIN_MS);
  const slot = service.live?.run === live.run ? 'live' : 'build';
  if (slot === 'live') endProbing(draft, name);
  const { phase } = service;
  const again = phase.is === 'stopping' && phase.step === 'killed' && live.signalledMs !== null;
  draft.update(name, { [slot]: stopped(live, again ? live.signalledMs : draft.nowMs) });
  // The kill of a build does not show in the phase of the run beside it.
  const isShown = slot === 'live' || !service.live;
  if (isShown && draft.get(name)?.phase.is === 'stopping')
    draft.update(name, { phase: { is: 'stopping', step: 'killed' } });
}

function stopped(live: LiveRun, signalledMs: number | null): LiveRun {
  const { stopCommand: _, ...rest } = live;
  return { ...rest, stopSent: true, signalledMs, interrupted: live.interrupted || !live.leaderExited };
}

/** Sends SIGKILL after `delayMs`, by default the service's stop timeout. */
function armKill(draft: Draft, service: Service, run: number, delayMs?: number): void {
  const { spec } = service;
  const atMs = draft.nowMs + (delayMs ?? lifecycleOf(spec).stopTimeoutMs);
  draft.emit({ type: 'arm', name: spec.name, timer: 'kill', run, atMs });
}

/** A run is over: the kill timer now belongs to the other one, if that is being ended. */
export function leaveKillTo(draft: Draft, service: Service, other: LiveRun | null): void {
  const { spec } = service;
  if (!other?.stopSent && !other?.leaderExited) return draft.emit({ type: 'disarm', name: spec.name, timer: 'kill' });
  const passedMs = draft.nowMs - (other.signalledMs ?? draft.nowMs);
  armKill(draft, service, other.run, Math.max(lifecycleOf(spec).stopTimeoutMs - passedMs, 0));
}

/** Stops probing the present run. */
export function endProbing(draft: Draft, name: string): void {
  const service = draft.get(name);
  draft.emit({ type: 'disarm', name, timer: 'probe' });
  draft.emit({ type: 'disarm', name, timer: 'start-deadline' });
  draft.emit({ type: 'disarm', name, timer: 'ready' });
  if (!service?.probing.inFlight) return;
  draft.emit({ type: 'cancel-probe', name });
  draft.update(name, { probing: { ...service.probing, inFlight: false } });
}
