import type { Draft } from './draft.ts';
import type { Event } from './event.ts';
import { buildGraph } from './graph.ts';
import { halt, startOver } from './halt.ts';
import type { ServiceSpec } from './service.ts';
import { initialService, type Service } from './state.ts';

/** What a changed config means for each service, by name. */
export interface ReloadPlan {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Their run has to be replaced. */
  readonly changed: readonly string[];
  /** Something about them changed that a run need not end for: dependencies, status, description. */
  readonly adjusted: readonly string[];
}

/** Compares what runs with what the config now says. */
export function planReload(old: Iterable<ServiceSpec>, next: readonly ServiceSpec[]): ReloadPlan {
  const before = new Map([...old].map((spec) => [spec.name, spec]));
  const names = new Set(next.map((spec) => spec.name));
  const known = next.flatMap((spec) => {
    const was = before.get(spec.name);
    return was ? [{ spec, was }] : [];
  });
  const changed = known.filter(({ spec, was }) => !same(runPart(was), runPart(spec)));
  return {
    added: next.filter((spec) => !before.has(spec.name)).map((spec) => spec.name),
    removed: [...before.keys()].filter((name) => !names.has(name)),
    changed: changed.map(({ spec }) => spec.name),
    adjusted: known
      .filter((pair) => !changed.includes(pair) && !same(pair.was, pair.spec))
      .map(({ spec }) => spec.name),
  };
}

/** Takes a new set of specs over: added ones start, removed ones stop and go, changed ones restart, the rest is untouched. */
export function onSpecsReplaced(draft: Draft, event: Extract<Event, { type: 'specs-replaced' }>): void {
  if (draft.shutdown) return;
  const plan = planReload(
    [...draft.services.values()].filter((service) => !service.leaving).map((service) => service.spec),
    event.specs,
  );
  const services = new Map<string, Service>();
  for (const spec of event.specs) {
    const service = draft.get(spec.name);
    if (service) {
      const untouched = !service.leaving && same(service.spec, spec);
      services.set(spec.name, untouched ? service : { ...service, spec, leaving: false });
    } else services.set(spec.name, { ...initialService(spec), intent: spec.status === 'start' ? 'up' : 'down' });
  }
  for (const name of plan.removed) {
    const service = draft.get(name);
    if (service) services.set(name, { ...service, intent: 'down', leaving: true, nextTryMs: null });
  }
  draft.replace(services, buildGraph([...services.values()].map((service) => service.spec)));
  for (const name of plan.removed) {
    draft.emit({ type: 'disarm', name, timer: 'restart' });
    draft.emit({ type: 'disarm', name, timer: 'port' });
    halt(draft, name);
  }
  for (const name of plan.changed) startAfresh(draft, name);
}

/** Removed services are forgotten once nothing of them is left. */
export function forgetGone(draft: Draft): void {
  const gone = [...draft.services.values()].filter((service) => service.leaving && !service.live && !service.build);
  if (gone.length === 0) return;
  const services = new Map(draft.services);
  for (const service of gone) services.delete(service.spec.name);
  draft.replace(services, buildGraph([...services.values()].map((service) => service.spec)));
}

/** The run has to be replaced, and what was built for it is out of date. */
function startAfresh(draft: Draft, name: string): void {
  const service = draft.get(name);
  if (!service) return;
  const building = service.build !== null || service.live?.purpose === 'build';
  startOver(draft, draft.update(name, { built: false, buildAgain: building }));
  if (service.intent === 'up' && service.phase.is === 'blocked') draft.update(name, { phase: { is: 'inactive' } });
  halt(draft, name);
}

/** The part of a spec that a process is born with, or is supervised by. */
export function runPart(spec: ServiceSpec): unknown {
  const { requires, after, wants, conflicts, description, status, class: _, critical, ...rest } = spec;
  return { ...rest, image: undefined }; // only exports know of it
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
