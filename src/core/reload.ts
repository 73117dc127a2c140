import type { Draft } from './draft.ts';
import { isOnDemand, maySleep } from './drain.ts';
import type { Event } from './event.ts';
import { requestStop, restart, restartDependents } from './restart.ts';
import type { ServiceSpec } from './service.ts';
import { type Intent, initialService, presentSpecs, type Service } from './state.ts';
import type { Trigger } from './trigger.ts';

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

/** Takes a new set of specs over: added ones start, removed ones stop and go, changed ones restart, the rest is untouched. */
export function onSpecsReplaced(draft: Draft, event: Extract<Event, { type: 'specs-replaced' }>): void {
  if (draft.shutdown) return;
  const plan = planReload(presentSpecs(draft), event.specs);
  const trigger: Trigger = { type: 'reload', ...(event.by && { by: event.by }) };
  // What was up, as the one that it was, is another now: followers are told, whether it had a process or not. So they are of
  // a oneshot that was to run once more and becomes a service: they have seen it done.
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
  // What is still being stopped is still known, however often the config is read meanwhile.
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

/** A known name with what the config now says of it. One that was on its way out is added anew. */
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

/** A service whose kind changed, as what it is from now on, if nothing of the old kind is left. */
function turnedOver(service: Service): Service {
  const { successor, intent, runs } = service;
  return successor && isGone(service) ? { ...initialService(successor), intent, runs } : service;
}

/** Once nothing is left of them, removed services are forgotten, and those of another kind become it. */
export function forgetGone(draft: Draft): void {
  // Who was not touched has as much left as before.
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

/** The run has to be replaced, and what was built for it is out of date. */
function startAfresh(draft: Draft, name: string, trigger: Trigger): void {
  const service = draft.get(name);
  if (!service) return;
  const building = service.build !== null || service.live?.purpose === 'build';
  draft.emit({ type: 'disarm', name, timer: 'port' });
  restart(draft, draft.update(name, { built: false, buildAgain: building }), trigger);
  // What it waited for may be another thing now, such as its port.
  if (service.intent === 'up' && service.phase.is === 'blocked') draft.update(name, { phase: { is: 'inactive' } });
}

/** The part of a spec that a process is born with, or is supervised by. */
export function runPart(spec: ServiceSpec): unknown {
  const { requires, after, ended, wants, conflicts, description, status, class: _, critical, ...rest } = spec;
  const found = 'container' in rest && rest.container?.check === 'image' ? { health: undefined } : {};
  return { ...rest, ...found, image: undefined, hooks: undefined }; // no run knows of them
}

/** A run keeps the health check that its image has, as long as it need not make way for another. */
function withFoundCheck(was: ServiceSpec, spec: ServiceSpec): ServiceSpec {
  const isFound = was.kind !== 'target' && was.health && was.container?.check === 'image';
  if (!isFound || spec.kind === 'target' || spec.health || !same(runPart(was), runPart(spec))) return spec;
  return { ...spec, health: was.health };
}

/** What is wanted of a service that is new in the config. */
export function beginning(spec: ServiceSpec): { readonly intent: Intent; readonly asleep: boolean } {
  const asleep = isOnDemand(spec);
  return { intent: spec.status === 'start' && !asleep ? 'up' : 'down', asleep };
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
