import type { Draft } from './draft.ts';
import { isOnDemand, maySleep } from './drain.ts';
import type { Event } from './event.ts';
import { requestStop, restart, restartDependents } from './restart.ts';
import type { ServiceSpec } from './service.ts';
import { type Intent, initialService, presentSpecs, type Service } from './state.ts';
import type { Trigger } from './trigger.ts';

/** The effect of a changed config on each service, by name. */
export interface ReloadPlan {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Services whose run must be replaced. */
  readonly changed: readonly string[];
  /** Services with a change that needs no new run: dependencies, status, description. */
  readonly adjusted: readonly string[];
}

/** Compares the running specs with the new config. */
export function planReload(old: Iterable<ServiceSpec>, next: readonly ServiceSpec[]): ReloadPlan {
  const before = new Map([...old].map((spec) => [spec.name, spec]));
  const names = new Set(next.map((spec) => spec.name));
  const known = next.flatMap((spec) => {
    const was = before.get(spec.name);
    return was ? [{ spec: withFoundCheck(was, spec), was }] : [];
  });
  const changed = known.filter(({ spec, was }) => spec !== was && !same(runPart(was), runPart(spec)));
  return {
    added: next.filter((spec) => !before.has(spec.name)).map((spec) => spec.name),
    removed: [...before.keys()].filter((name) => !names.has(name)),
    changed: changed.map(({ spec }) => spec.name),
    adjusted: known
      .filter((pair) => !changed.includes(pair) && !same(pair.was, pair.spec))
      .map(({ spec }) => spec.name),
  };
}

/**
 * Takes over a new set of specs: added services start, removed ones stop and go, changed ones restart, and the rest
 * stays untouched.
 */
export function onSpecsReplaced(draft: Draft, event: Extract<Event, { type: 'specs-replaced' }>): void {
  if (draft.shutdown) return;
  const plan = planReload(presentSpecs(draft), event.specs);
  const trigger: Trigger = { type: 'reload', ...(event.by && { by: event.by }) };
  // A service whose kind changes is no longer the one that was up, so its followers are restarted, whether it had a
  // process or not. The same holds for a oneshot that becomes a service before it runs once more: its followers have
  // seen it done.
  const kinds = new Map(event.specs.map(({ name, kind }) => [name, kind]));
  const replaced = plan.changed.filter((name) => {
    const service = draft.get(name);
    return service && (service.started || service.asleep) && kinds.get(name) !== service.spec.kind;
  });
  const services = new Map<string, Service>();
  for (const spec of event.specs) {
    const service = draft.get(spec.name);
    services.set(spec.name, service ? respecified(service, withFoundCheck(service.spec, spec)) : newcomer(draft, spec));
  }
  // A service that is still being stopped stays known, however often the config is read meanwhile.
  for (const [name, service] of draft.services) {
    if (!services.has(name)) services.set(name, leaver(service));
  }
  draft.replace(services);
  for (const name of plan.removed) {
    draft.emit({ type: 'disarm', name, timer: 'restart' });
    draft.emit({ type: 'disarm', name, timer: 'port' });
    if (draft.get(name)?.diagnosis?.cannotStart) draft.emit({ type: 'cancel-mending', name });
    requestStop(draft, name, trigger);
  }
  for (const name of [...plan.added, ...plan.changed]) startAfresh(draft, name, trigger);
  for (const name of replaced) restartDependents(draft, name);
}

function newcomer(draft: Draft, spec: ServiceSpec): Service {
  return { ...initialService(spec), ...beginning(spec), runs: draft.runsOf(spec.name) };
}

/** A known service with its new spec. A service that was being removed counts as new. */
function respecified(service: Service, spec: ServiceSpec): Service {
  const isNew = service.leaving || (service.asleep && !maySleep(spec));
  const { intent, asleep } = isNew ? beginning(spec) : service;
  const started = !service.leaving && !service.successor && service.started;
  if ((service.spec.kind === 'target') === (spec.kind === 'target')) {
    const untouched = !service.leaving && !service.successor && same(service.spec, spec);
    return untouched ? service : { ...service, spec, intent, asleep, started, leaving: false, successor: null };
  }
  return turnedOver({ ...service, intent, asleep, started: false, leaving: false, successor: spec });
}

function leaver(service: Service): Service {
  const phase = service.phase.is === 'blocked' ? ({ is: 'inactive' } as const) : service.phase;
  return { ...service, phase, intent: 'down', asleep: false, leaving: true, successor: null, nextTryMs: null };
}

/** A service whose kind has changed. It takes the new kind if nothing of the old one is left. */
function turnedOver(service: Service): Service {
  const { successor, intent, runs } = service;
  return successor && isGone(service) ? { ...initialService(successor), intent, runs } : service;
}

/** Once nothing is left of them, forgets removed services and gives the new kind to services that changed it. */
export function forgetGone(draft: Draft): void {
  // Nothing has changed for services that were not touched.
  const over = [...draft.touched].filter((name) => {
    const service = draft.get(name);
    return service && (service.leaving || service.successor) && isGone(service);
  });
  if (over.length === 0) return;
  const services = new Map(draft.services);
  for (const name of over) {
    const service = draft.get(name);
    if (service?.successor) services.set(name, turnedOver(service));
    else services.delete(name);
  }
  draft.replace(services);
}

function isGone({ live, build }: Service): boolean {
  return live === null && build === null;
}

/** Replaces the run. Anything built for it is out of date. */
function startAfresh(draft: Draft, name: string, trigger: Trigger): void {
  const service = draft.get(name);
  if (!service) return;
  const building = service.build !== null || service.live?.purpose === 'build';
  draft.emit({ type: 'disarm', name, timer: 'port' });
  restart(draft, draft.update(name, { built: false, buildAgain: building }), trigger);
  // The thing that it waited for, such as its port, may have changed.
  if (service.intent === 'up' && service.phase.is === 'blocked') draft.update(name, { phase: { is: 'inactive' } });
}

/** The part of a spec that affects a process or its supervision. */
export function runPart(spec: ServiceSpec): unknown {
  const { requires, after, ended, wants, conflicts, description, status, class: _, critical, ...rest } = spec;
  const found = 'container' in rest && rest.container?.check === 'image' ? { health: undefined } : {};
  return { ...rest, ...found, image: undefined, hooks: undefined }; // these do not affect a run
}

/** A run keeps the health check of its image while it does not have to be replaced. */
function withFoundCheck(was: ServiceSpec, spec: ServiceSpec): ServiceSpec {
  const isFound = was.kind !== 'target' && was.health && was.container?.check === 'image';
  if (!isFound || spec.kind === 'target' || spec.health || !same(runPart(was), runPart(spec))) return spec;
  return { ...spec, health: was.health };
}

/** The intent of a service that is new in the config. */
export function beginning(spec: ServiceSpec): { readonly intent: Intent; readonly asleep: boolean } {
  const asleep = isOnDemand(spec);
  return { intent: spec.status === 'start' && !asleep ? 'up' : 'down', asleep };
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
