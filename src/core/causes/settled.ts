import { firstWord } from '../command-word.ts';
import { isActive } from '../readiness.ts';
import type { ProcessSpec } from '../service.ts';
import type { Service, State } from '../state.ts';
import { isAsking } from './asking.ts';
import type { Cause } from './cause.ts';
import type { Lookup } from './chain.ts';

/** A service without a health check that has lived this long is not one that crashes at its start. */
const SETTLE_MS = 1000;
/** The same for one that a tool starts which has work of its own to do first: it looks for the program, or compiles it. */
const SETTLE_BEHIND_TOOL_MS = 2500;
const TOOLS = new Set(
  'npm npx pnpm pnpx yarn bun bunx deno uv uvx poetry pipenv bundle go cargo mvn mvnw ./mvnw gradle ./gradlew dotnet mix sbt rake'.split(
    ' ',
  ),
);

/** A run that took the place of one whose files changed has to outlive the moment of the change so clearly, up to a limit. */
const TIMES_AS_LONG = 2;
const LONGEST_PROOF_MS = 10_000;

/**
 * How long until a service is settled, if all goes well: 0 when it is, null while it is not ready, or asks something. Settled is ready, and
 * without a health check alive for `SETTLE_MS`; a target is settled when what it requires is.
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

/** Whether a service asks something, or a target requires one that does: it is settled only when somebody has answered. */
export function awaitsAnswer(name: string, lookup: Lookup, state: Pick<State, 'services'>): boolean {
  const cause = lookup(name);
  const spec = state.services.get(name)?.spec;
  if (spec?.kind === 'target') return spec.requires.some((other) => awaitsAnswer(other, lookup, state));
  // What is to stop asks no more.
  return cause !== undefined && cause.state !== 'stopping' && isAsking(cause);
}

/** Who may write its own watched files is not settled before it is seen that this run is not ended by it as well. */
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

/** Whether nothing of a service runs. One that is gone from the config is stopped, too. */
export function isStopped(name: string, state: Pick<State, 'services'>): boolean {
  const service = state.services.get(name);
  return !service || !isActive(service);
}
