import {
  onFilesChanged,
  onKillRequested,
  onRestartRequested,
  onShutdownRequested,
  onStartRequested,
  onStopRequested,
} from './commands.ts';
import { onDiagnosed, onMended } from './diagnose.ts';
import { Draft } from './draft.ts';
import type { Effect } from './effect.ts';
import type { Event } from './event.ts';
import { onExternalSeen } from './external-seen.ts';
import { onConnectionsIdle, onConnectionWaiting, onDrained } from './front.ts';
import { onProbeDue, onProbed, onProbeNoted, onStartDeadline } from './health.ts';
import { onReadyDue } from './lived.ts';
import { onPortDue, portHeld, reconcile, waitsForPort } from './reconcile.ts';
import { onSpecsReplaced } from './reload.ts';
import { onRestored } from './restore.ts';
import { launch, onExited, onInputAwaited, onSpawned, onSpawnFailed, onSuspended, onTreeGone } from './run.ts';
import { portsOf } from './service.ts';
import { isStale, type ServiceEvent } from './stale.ts';
import type { Service, State } from './state.ts';
import { onKillDue, onStopCommandEnded } from './stop.ts';

/**
 * The supervisor: takes an event at `nowMs`, on a clock that never jumps back, and returns a new state and an ordered
 * list of effects. Pure: the same arguments give the same result.
 */
export function step(state: State, event: Event, nowMs: number): Step {
  if (state.finished) return { state, effects: [], touched: new Set() };
  const draft = new Draft(state, nowMs);
  handle(draft, event);
  reconcile(draft);
  return { state: draft.state, effects: draft.effects, touched: draft.touched };
}

/** The result of one event. */
interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
  /** The names of all services that may have changed. */
  readonly touched: ReadonlySet<string>;
}

function handle(draft: Draft, event: Event): void {
  switch (event.type) {
    case 'restored':
      return onRestored(draft, event);
    case 'start-requested':
      return onStartRequested(draft, event);
    case 'stop-requested':
      return onStopRequested(draft, event);
    case 'restart-requested':
      return onRestartRequested(draft, event);
    case 'kill-requested':
      return onKillRequested(draft, event);
    case 'shutdown-requested':
      return onShutdownRequested(draft, event);
    case 'specs-replaced':
      return onSpecsReplaced(draft, event);
    default: {
      const service = draft.get(event.name);
      if (service && !isStale(service, event)) handleOf(draft, service, event);
    }
  }
}

/** Handles an event of a service and its present run. */
function handleOf(draft: Draft, service: Service, event: ServiceEvent): void {
  switch (event.type) {
    case 'files-changed':
      return onFilesChanged(draft, service, event);
    case 'spawned':
      return onSpawned(draft, service, event);
    case 'spawn-failed':
      return onSpawnFailed(draft, service, event);
    case 'exited':
      return onExited(draft, service, event);
    case 'connection-waiting':
      return onConnectionWaiting(draft, service, event);
    case 'connections-idle':
      return onConnectionsIdle(draft, service, event);
    case 'drained':
      return onDrained(draft, service);
    case 'stop-command-ended':
      return onStopCommandEnded(draft, service, event);
    case 'input-awaited':
      return onInputAwaited(draft, service, event);
    case 'suspended':
      return onSuspended(draft, service, event);
    case 'tree-gone':
      return onTreeGone(draft, service, event);
    case 'probed':
      return onProbed(draft, service, event);
    case 'probe-noted':
      return onProbeNoted(draft, service, event);
    case 'diagnosed':
      return onDiagnosed(draft, service, event);
    case 'mended':
      return onMended(draft, service, event);
    case 'port-checked':
      return onPortChecked(draft, service, event);
    case 'external-seen':
      return onExternalSeen(draft, service, event);
    case 'timer-fired':
      return onTimerFired(draft, service, event);
    default:
      return event satisfies never;
  }
}

function onPortChecked(draft: Draft, service: Service, event: Extract<Event, { type: 'port-checked' }>): void {
  const { spec } = service;
  if (!portsOf(spec).includes(event.port) || draft.shutdown) return;
  if (!waitsForPort(service) || service.intent !== 'up') return;
  if (event.holder) portHeld(draft, service, { type: 'port', port: event.port, holder: event.holder });
  else launch(draft, service);
}

function onTimerFired(draft: Draft, service: Service, event: Extract<Event, { type: 'timer-fired' }>): void {
  const { name } = service.spec;
  switch (event.timer) {
    case 'probe':
      return onProbeDue(draft, service);
    case 'ready':
      return onReadyDue(draft, service);
    case 'start-deadline':
      return onStartDeadline(draft, service);
    case 'kill':
      return onKillDue(draft, service, event.run);
    case 'restart':
      if (service.nextTryMs === null || service.intent !== 'up') return;
      draft.update(name, { nextTryMs: null, phase: { is: 'inactive' } });
      return;
    case 'port':
      return onPortDue(draft, service);
    default:
      return event.timer satisfies never;
  }
}
