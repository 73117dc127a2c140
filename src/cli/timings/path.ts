import type { ServiceTiming, StartTiming } from './measure.ts';

/** From the launch of a service until it was ready; null if it never was. */
export function ownMs({ launchedMs, readyMs }: ServiceTiming): number | null {
  return readyMs === null ? null : readyMs - launchedMs;
}

/**
 * The critical path of a start: services of which each waited for the previous one, up to the one that was ready last.
 * The start can only be faster if one of these is.
 */
export function criticalPath({ services }: StartTiming): readonly ServiceTiming[] {
  const byName = new Map(services.map((service) => [service.name, service]));
  const path: ServiceTiming[] = [];
  let at = lastReady(services.filter(({ kind }) => kind !== 'target'));
  while (at && !path.includes(at)) {
    path.unshift(at);
    at = lastReady(at.waitedFor.flatMap((name) => byName.get(name) ?? []));
  }
  return path.filter(({ kind }) => kind !== 'target');
}

function lastReady(services: readonly ServiceTiming[]): ServiceTiming | undefined {
  const ready = services.filter(({ readyMs }) => readyMs !== null);
  return ready.reduce<ServiceTiming | undefined>(
    (last, each) => (last && last.readyMs! >= each.readyMs! ? last : each),
    undefined,
  );
}

/** How much earlier everything would be ready if this service took no time. Others may still be slow. */
export function gainMs(start: StartTiming, name: string): number {
  return Math.max(start.totalMs - totalWithout(start, name), 0);
}

/**
 * When the last service would be ready if one took no time. Each delay between a dependency and a launch stays the
 * same.
 */
function totalWithout({ services }: StartTiming, without: string): number {
  const byName = new Map(services.map((service) => [service.name, service]));
  const ready = new Map<string, number>();
  const readyAt = (service: ServiceTiming): number => {
    const known = ready.get(service.name);
    if (known !== undefined) return known;
    ready.set(service.name, service.readyMs ?? 0); // ends a cycle of dependencies
    const needs = service.waitedFor.flatMap((name) => byName.get(name) ?? []).filter(({ readyMs }) => readyMs !== null);
    const waitedMs = Math.max(0, ...needs.map(({ readyMs }) => readyMs ?? 0));
    const nowMs = Math.max(0, ...needs.map(readyAt));
    const ms =
      nowMs + Math.max(service.launchedMs - waitedMs, 0) + (service.name === without ? 0 : (ownMs(service) ?? 0));
    ready.set(service.name, ms);
    return ms;
  };
  return Math.max(0, ...services.filter(({ readyMs }) => readyMs !== null).map(readyAt));
}

/** The median time of a service in these starts; null if it never became ready in them. */
export function usualMs(starts: readonly StartTiming[], name: string): number | null {
  const times = starts.flatMap(({ services }) => {
    const own = services.filter((each) => each.name === name).map(ownMs);
    return own.filter((ms) => ms !== null);
  });
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? null;
}

/** Whether a service is slower than usual by more than chance. */
export function hasGrown(nowMs: number | null, usual: number | null): boolean {
  return nowMs !== null && usual !== null && nowMs > GROWN_TIMES * usual && nowMs - usual > GROWN_MS;
}

const GROWN_TIMES = 1.5;
const GROWN_MS = 200;
