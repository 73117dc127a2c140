import { type Cause, causesIn } from '../core/causes/cause.ts';
import { problemsOf } from '../core/causes/problems.ts';
import { isReady } from '../core/readiness.ts';
import type { State } from '../core/state.ts';
import { stateSteps } from './advice.ts';
import { conditionText, endText, failureReason, outlookTexts } from './condition.ts';
import { byText } from './trigger.ts';
import { namesText } from './words.ts';

/** Who waited for whom: by what they waited for, the names of those that did. */
export type Waited = ReadonlyMap<string, readonly string[]>;

/** More than these are counted. */
const MAX_TEXTS = 4;

/** Who is held back, and by what: to be asked before everything is stopped, which ends all waits. */
export function waitedIn(state: State, nowMs: number): Waited {
  const problems = problemsOf(state.services.keys(), causesIn(state, nowMs));
  const isHeld = (name: string) => {
    const service = state.services.get(name);
    return service?.intent === 'up' && service.spec.kind !== 'target' && service.phase.is === 'blocked';
  };
  return new Map(problems.map(({ cause, waiting }) => [cause.name, waiting.filter(isHeld)]));
}

/**
 * The last words of a `zdev up` without a screen: why it ends. `state` is the last one, `waited` is who was held back when
 * the end began: `nothing runs any more: migrate failed (exit code 1); api waited for it`.
 */
export function closingText(state: State, waited: Waited): string {
  const cause = state.shutdown?.cause ?? { type: 'user' };
  if (cause.type === 'user') return `everything is stopped${byText(cause.by)}`;
  const causes = [...state.services.values()]
    .filter(({ spec, started, intent }) => spec.kind !== 'target' && (started || intent === 'up'))
    .flatMap(({ spec }) => causesIn(state, 0)(spec.name) ?? []);
  const held = state.exitOn === 'all' ? new Map([...waited, ...neverStarted(state)]) : waited;
  const becameOf = (one: Cause) => [`${one.name} ${becameText(one)}`, ...waitersOf(one.name, held)].join('; ');
  const ender = cause.type === 'service' ? causes.find(({ name }) => name === cause.name) : undefined;
  if (ender && state.exitOn !== 'all') return `${becameOf(ender)}; with --exit-on ${state.exitOn} that ends everything`;
  const culprits = [...state.services.keys()]
    .flatMap((name) => causesIn(state, 0)(name) ?? [])
    .filter(
      (one) => (one.state === 'failed' && causes.some(({ name }) => name === one.name)) || isHolding(one.name, held),
    );
  const told = culprits.length > 0 ? culprits.map(becameOf) : ender ? [becameOf(ender)] : groupsOf(causes);
  const [only] = culprits;
  const next = culprits.length === 1 && only ? stateSteps(only).map((step) => `next: ${step}`) : [];
  const more = told.length > MAX_TEXTS ? [`and ${told.length - MAX_TEXTS + 1} more`] : [];
  return `nothing runs any more: ${[...told.slice(0, more.length > 0 ? MAX_TEXTS - 1 : MAX_TEXTS), ...more, ...next].join('; ')}`;
}

function becameText(cause: Cause): string {
  if (cause.state === 'failed') return `failed (${[failureReason(cause), ...outlookTexts(cause)].join('; ')})`;
  if (cause.state === 'inactive' && cause.intent === 'up') return cause.run > 0 ? 'was stopped' : 'was never started';
  if (cause.state === 'exited') return cause.kind === 'oneshot' ? `is ${endText(cause, false)}` : endText(cause, false);
  return cause.run > 0 ? 'was stopped' : `was ${conditionText(cause)}`;
}

/** Who was never started, by what it required and that is not ready now that all is over: the first in the chain. */
function neverStarted({ services }: State): Waited {
  const ready = { get: (name: string) => services.get(name) };
  const isOpen = (name: string) => {
    const service = services.get(name);
    return service !== undefined && !isReady(service, ready);
  };
  const held = new Map<string, string[]>();
  for (const { spec, intent, phase, runs } of services.values()) {
    if (spec.kind === 'target' || intent !== 'up' || phase.is !== 'inactive' || runs > 0) continue;
    let root: string | undefined;
    const seen = new Set<string>();
    for (let at = spec.requires.find(isOpen); at !== undefined && !seen.has(at); ) {
      root = at;
      seen.add(at);
      at = services.get(at)?.spec.requires.find(isOpen);
    }
    if (root !== undefined) held.set(root, [...(held.get(root) ?? []), spec.name]);
  }
  return held;
}

const isHolding = (name: string, held: Waited) => (held.get(name)?.length ?? 0) > 0;

function waitersOf(name: string, waited: Waited): string[] {
  const names = waited.get(name) ?? [];
  return names.length === 0 ? [] : [`${namesText(names)} waited for it`];
}

/** All ended well: those that ended alike together. */
function groupsOf(causes: readonly Cause[]): string[] {
  const groups = new Map<string, string[]>();
  for (const cause of causes) {
    const text = cause.state === 'exited' ? endText(cause, false) : 'stopped';
    groups.set(text, [...(groups.get(text) ?? []), cause.name]);
  }
  return [...groups].map(([text, names]) => `${namesText(names)} ${text}`);
}
