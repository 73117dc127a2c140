import { isAwaited } from '../../core/causes/chain.ts';
import type { Blocker, Failure, Service } from '../../core/state.ts';
import { failureText } from '../../present/failure.ts';
import { probeText } from '../../present/probe.ts';
import type { FailureReason, ServiceState } from '../results.ts';
import type { Infer } from '../shape.ts';
import { pidOf, signalNumber } from './zinit-values.ts';

type Reason = Infer<typeof FailureReason>;

/** A state in zinit's form: one of seven words, with its data. */
export function wireState(service: Service): Infer<typeof ServiceState> {
  const { phase } = service;
  switch (phase.is) {
    case 'inactive':
      return { state: 'inactive' };
    case 'blocked':
      return { state: 'blocked', waiting_on: waitedNames(phase.on) };
    case 'starting':
    case 'running':
    case 'stopping':
      return { state: phase.is, pid: pidOf(service) };
    case 'exited':
      return { state: 'exited', exit_code: phase.code };
    case 'failed':
      return { state: 'failed', reason: wireFailure(phase.failure) };
  }
}

function lastError({ lastError }: Extract<Failure, { lastError: unknown }>): string | null {
  return lastError && probeText(lastError);
}

/** The services that are awaited. Conflicts and ports are not included, because a client starts these names. */
export function waitedNames(blockers: readonly Blocker[]): string[] {
  return blockers.flatMap((blocker) => (isAwaited(blocker) ? [blocker.name] : []));
}

/** A failed build is sent as its exit, because zinit's clients know no other kinds. */
function wireFailure(failure: Failure): Reason {
  const text = failureText(failure);
  switch (failure.type) {
    case 'exit-code':
      return { type: 'exit_code', code: failure.code, text };
    case 'signal':
      return { type: 'signal', signal: signalNumber(failure.signal), text };
    case 'start-timeout':
      return { type: 'start_timeout', text, last_error: lastError(failure) };
    case 'unhealthy':
      return { type: 'health_check_failed', attempts: failure.attempts, text, last_error: lastError(failure) };
    case 'spawn':
      return { type: 'spawn_error', message: failure.message, text };
    case 'build':
      return failure.signal
        ? { type: 'signal', signal: signalNumber(failure.signal), text, step: 'build' }
        : { type: 'exit_code', code: failure.code ?? 1, text, step: 'build' };
  }
}
