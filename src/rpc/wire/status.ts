import { type Cause, causeOf, causesIn } from '../../core/causes/cause.ts';
import { isAwaited, type Lookup } from '../../core/causes/chain.ts';
import type { ProbeError } from '../../core/failure.ts';
import type { Failure, Service, State } from '../../core/state.ts';
import { conditionText, outlookTexts } from '../../present/condition.ts';
import { failureText } from '../../present/failure.ts';
import { probeText } from '../../present/probe.ts';
import { blockerText } from '../../present/waiting.ts';
import type { ServiceStatus } from '../results.ts';
import type { Infer } from '../shape.ts';
import { waitedNames } from './state.ts';
import { pidOf, signalNumber } from './zinit-values.ts';

/** `service.status`: zinit's five fields, and the reason in zdev's words. */
export function wireStatus(service: Service, state: State, nowMs: number): Infer<typeof ServiceStatus> {
  const lookup = causesIn(state, nowMs);
  const cause = lookup(service.spec.name) ?? causeOf(service, state, nowMs);
  const code = exitCodeOf(cause);
  const error = errorText(cause, lookup);
  return {
    name: cause.name,
    state: cause.state,
    pid: pidOf(service),
    ...(code === null ? {} : { exit_code: code }),
    ...(error === null ? {} : { error }),
    reason: conditionText(cause),
    ready: cause.ready,
    intent: cause.intent,
  };
}

function exitCodeOf({ state, exitCode, failure }: Cause): number | null {
  if (state === 'exited') return exitCode;
  return state === 'failed' && failure?.type === 'exit-code' ? failure.code : null;
}

/** The problem, in zinit's words if it has any. Also covers what zinit has no state for (unhealthy, back-off). */
function errorText(cause: Cause, lookup: Lookup): string | null {
  switch (cause.state) {
    case 'blocked': {
      const names = waitedNames(cause.blockers);
      const known = names.filter((name) => lookup(name));
      const others = cause.blockers.filter((blocker) => !isAwaited(blocker));
      return sentence([
        ...names.filter((name) => !lookup(name)).map((name) => `missing dependency '${name}'`),
        ...(known.length > 0 ? [`waiting on: ${known.join(', ')}`] : []),
        ...others.map((blocker) => blockerText(blocker, lookup)),
      ]);
    }
    case 'starting':
      return cause.probe && probeText(cause.probe.error);
    case 'running':
      return sentence([
        ...(cause.unhealthy ? [conditionText(cause)] : []),
        ...(cause.buildFailure ? [failureText(cause.buildFailure)] : []),
      ]);
    case 'failed':
      return sentence([
        ...(cause.failure ? zinitFailure(cause.failure) : []),
        ...outlookTexts({ ...cause, gaveUp: false }),
      ]);
    case 'exited':
      return sentence(outlookTexts(cause));
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

function because(error: ProbeError | null): string {
  return error ? `: ${probeText(error)}` : '';
}

function sentence(parts: readonly string[]): string | null {
  return parts.length > 0 ? parts.join('; ') : null;
}
