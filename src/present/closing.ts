import { type Cause, causesIn } from '../core/causes/cause.ts';
import { neverStarted, type Waited, wasWanted } from '../core/causes/ended.ts';
import type { State } from '../core/state.ts';
import { conditionText, endText, failureReason, outlookTexts } from './condition.ts';
import { nextSteps } from './next.ts';
import { byText } from './trigger.ts';
import { namesText } from './words.ts';

/** More services than this are only counted. */
const MAX_TEXTS = 4;

/**
 * The last words of a `zdev up` without a screen: why it ends. `state` is the final state. `waited` says which services
 * were blocked when the end began: `nothing runs any more: migrate failed (exit code 1); api waited for it`.
 */
export function closingText(state: State, waited: Waited): string {
  const cause = state.shutdown?.cause ?? { type: 'user' };
  if (cause.type === 'user') return `everything is stopped${byText(cause.by)}`;
  const causes = [...state.services.values()]
    .filter(wasWanted)
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
  const next = culprits.length === 1 && only ? nextSteps(only).slice(0, 1) : [];
  const more = told.length > MAX_TEXTS ? [`and ${told.length - MAX_TEXTS + 1} more`] : [];
  return `nothing runs any more: ${[...told.slice(0, more.length > 0 ? MAX_TEXTS - 1 : MAX_TEXTS), ...more, ...next.map((step) => `next: ${step}`)].join('; ')}`;
}

function becameText(cause: Cause): string {
  // Nothing will be tried again.
  const last = { ...cause, diagnosis: null, nextTryInMs: null };
  if (cause.state === 'failed') return `failed (${[failureReason(cause), ...outlookTexts(last)].join('; ')})`;
  if (cause.state === 'inactive' && cause.intent === 'up') return cause.run > 0 ? 'was stopped' : 'was never started';
  if (cause.state === 'exited') return cause.kind === 'oneshot' ? `is ${endText(cause, false)}` : endText(cause, false);
  return cause.run > 0 ? 'was stopped' : `was ${conditionText(cause)}`;
}

const isHolding = (name: string, held: Waited) => (held.get(name)?.length ?? 0) > 0;

function waitersOf(name: string, waited: Waited): string[] {
  const names = waited.get(name) ?? [];
  return names.length === 0 ? [] : [`${namesText(names)} waited for it`];
}

/** When all ended well, groups services that ended alike. */
function groupsOf(causes: readonly Cause[]): string[] {
  const groups = new Map<string, string[]>();
  for (const cause of causes) {
    const text = cause.state === 'exited' ? endText(cause, false) : 'stopped';
    groups.set(text, [...(groups.get(text) ?? []), cause.name]);
  }
  return [...groups].map(([text, names]) => `${namesText(names)} ${text}`);
}
