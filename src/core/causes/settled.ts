import { firstWord } from '../command-word.ts';
import { isActive } from '../readiness.ts';
import type { ProcessSpec } from '../service.ts';
import type { Service, State } from '../state.ts';
import { isAsking } from './asking.ts';
import type { Cause } from './cause.ts';
import type { Lookup } from './chain.ts';

/** A service without a health check that has lived this long did not crash at its start. */
const SETTLE_MS = 1000;
/** The same for a service behind a tool that first has its own work to do: it finds the program or compiles it. */
const SETTLE_BEHIND_TOOL_MS = 2500;
const TOOLS = new Set(
  'npm npx pnpm pnpx yarn bun bunx deno uv uvx poetry pipenv bundle go cargo mvn mvnw ./mvnw gradle ./gradlew dotnet mix sbt rake'.split(
    ' ',
  ),
);

/**
 * A run that started because of changed files must live this many times as long as the previous run did until the
 * change, up to a limit.
 */
const TIMES_AS_LONG = 2;
const LONGEST_PROOF_MS = 10_000;

/**
 * How long in ms until a service is settled, if all goes well. 0 when it is settled; null while it is not ready or asks
 * a question. Settled means ready and, without a health check, alive for `SETTLE_MS`. A target is settled when its
 * requirements are.
 */
export function settlesInMs(name: string, lookup: Lookup, state: Pick<State, 'services'>): number | null {
  const cause = lookup(name);
  const service = state.services.get(name);
  if (!service || !cause?.ready || isAsking(cause)) return null;
  const { spec, watchLoop } = service;
  if (spec.kind !== 'target') return ownTimeMs(cause, spec, watchLoop);
  let longestMs = 0;
  for (const other of spec.requires) {
    const ms = settlesInMs(other, lookup, state);
    if (ms === null) return null;
    longestMs = Math.max(longestMs, ms);
  }
  return longestMs;
}

/** Whether a service, or a requirement of a target, asks a question. It settles only when somebody has answered. */
export function awaitsAnswer(name: string, lookup: Lookup, state: Pick<State, 'services'>): boolean {
  const cause = lookup(name);
  const spec = state.services.get(name)?.spec;
  if (spec?.kind === 'target') return spec.requires.some((other) => awaitsAnswer(other, lookup, state));
  // A service that is stopping no longer asks.
  return cause !== undefined && cause.state !== 'stopping' && isAsking(cause);
}

/**
 * A service that may write its own watched files settles only when it is clear that this run does not end because of
 * them.
 */
function ownTimeMs({ kind, checked, upMs, trigger }: Cause, spec: ProcessSpec, loop: Service['watchLoop']): number {
  const lifeMs = kind === 'oneshot' || checked ? 0 : lifeOf(spec);
  const isRound = loop !== null && trigger?.type === 'files';
  const proofMs = isRound ? Math.min(SETTLE_MS + TIMES_AS_LONG * loop.afterMs, LONGEST_PROOF_MS) : 0;
  return Math.max(Math.max(lifeMs, proofMs) - (upMs ?? Number.POSITIVE_INFINITY), 0);
}

function lifeOf({ exec }: ProcessSpec): number {
  const word = firstWord(exec);
  return word !== null && TOOLS.has(word) ? SETTLE_BEHIND_TOOL_MS : SETTLE_MS;
}

/** Whether nothing of a service runs. A service that is gone from the config counts as stopped. */
export function isStopped(name: string, state: Pick<State, 'services'>): boolean {
  const service = state.services.get(name);
  return !service || !isActive(service);
}
