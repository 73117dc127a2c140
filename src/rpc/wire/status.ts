import { blockerText, conditionText, durationText, failureText } from '../../core/explain.ts';
import { isReady } from '../../core/readiness.ts';
import type { Failure, Service, State } from '../../core/state.ts';
import type { ServiceStatus } from '../results.ts';
import type { Infer } from '../shape.ts';
import { waitedNames } from './state.ts';
import { pidOf, signalNumber } from './words.ts';

/** `service.status`: zinit's five fields, and the reason in zdev's words. */
export function wireStatus(service: Service, state: State, nowMs: number): Infer<typeof ServiceStatus> {
  const { spec, phase, intent } = service;
  const code = exitCodeOf(service);
  const error = errorText(service, state, nowMs);
  return {
    name: spec.name,
    state: phase.is,
    pid: pidOf(service),
    ...(code === null ? {} : { exit_code: code }),
    ...(error === null ? {} : { error }),
    reason: conditionText(spec.name, state),
    ready: isReady(service, { get: (name) => state.services.get(name) }),
    intent,
  };
}

function exitCodeOf({ phase }: Service): number | null {
  if (phase.is === 'exited') return phase.code;
  return phase.is === 'failed' && phase.failure.type === 'exit-code' ? phase.failure.code : null;
}

/** What is wrong, in zinit's words where it has them. What zinit has no state for (unhealthy, back-off) is told here. */
function errorText(service: Service, state: State, nowMs: number): string | null {
  const { phase } = service;
  switch (phase.is) {
    case 'blocked': {
      const unknown = waitedNames(phase.on).filter((name) => !state.services.has(name));
      const known = waitedNames(phase.on).filter((name) => state.services.has(name));
      const others = phase.on.filter((blocker) => blocker.type !== 'requires' && blocker.type !== 'after');
      return sentence([
        ...unknown.map((name) => `missing dependency '${name}'`),
        ...(known.length > 0 ? [`waiting on: ${known.join(', ')}`] : []),
        ...others.map((blocker) => blockerText(blocker, state)),
      ]);
    }
    case 'starting':
      return service.probing.lastError;
    case 'running':
      return sentence([
        ...(phase.unhealthy ? [`unhealthy: ${phase.unhealthy.error}`] : []),
        ...(service.buildFailure ? [failureText(service.buildFailure)] : []),
      ]);
    case 'failed':
      return sentence([...zinitFailure(phase.failure), ...nextTry(service, nowMs)]);
    case 'exited':
      return sentence(nextTry(service, nowMs));
    case 'inactive':
    case 'stopping':
      return null;
  }
}

function zinitFailure(failure: Failure): string[] {
  switch (failure.type) {
    case 'exit-code':
      return [];
    case 'signal':
      return [`killed by signal ${signalNumber(failure.signal)}`];
    case 'unhealthy':
      return [`health check failed after ${failure.attempts} attempts${because(failure.lastError)}`];
    case 'spawn':
      return [`spawn error: ${failure.message}`];
    case 'start-timeout':
    case 'build':
      return [failureText(failure)];
  }
}

function nextTry({ nextTryMs }: Service, nowMs: number): string[] {
  return nextTryMs === null ? [] : [`next try in ${durationText(Math.max(nextTryMs - nowMs, 0))}`];
}

function because(error: string | null): string {
  return error ? `: ${error}` : '';
}

function sentence(parts: readonly string[]): string | null {
  return parts.length > 0 ? parts.join('; ') : null;
}
