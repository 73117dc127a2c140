import type { ExternalBlocker } from '../external.ts';
import type { Blocker } from '../state.ts';
import type { Cause } from './cause.ts';

/** Looks a cause up by name; undefined for a service that does not exist. */
export type Lookup = (name: string) => Cause | undefined;

/** One service in the chain of causes below another, or one other thing that a service waits for. */
export interface Link {
  readonly depth: number;
  /** The blocker of the service above that leads here; null for the first link. */
  readonly via: Blocker | null;
  readonly name: string;
  /** Null if the service does not exist, or if `via` is not a service. */
  readonly cause: Cause | null;
}

/** A blocker that is another service. */
export type ServiceBlocker = Extract<Blocker, { readonly type: 'requires' | 'after' | 'ended' | 'conflict' }>;

/** Whether a blocker is a service whose own causes can be followed. */
export function isService(blocker: Blocker): blocker is ServiceBlocker {
  return blocker.type === 'conflict' || isAwaited(blocker);
}

/** Whether a blocker is a service that is waited for. */
export function isAwaited(blocker: Blocker): blocker is Exclude<ServiceBlocker, { readonly type: 'conflict' }> {
  return blocker.type === 'requires' || blocker.type === 'after' || blocker.type === 'ended';
}

/** Whether a blocker is worth reporting. The check of its own port before a start is not. */
export function isNews(blocker: Blocker): boolean {
  return blocker.type !== 'port' || blocker.holder !== null;
}

/** The chain below a service, depth first, down to the roots. Each service appears once. */
export function chainOf(name: string, lookup: Lookup): readonly Link[] {
  const links: Link[] = [];
  const seen = new Set<string>();
  const waiting: Omit<Link, 'cause'>[] = [{ depth: 0, via: null, name }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const isOther = next.via !== null && !isService(next.via);
    const cause = isOther ? null : (lookup(next.name) ?? null);
    links.push({ ...next, cause });
    if (!cause || seen.has(cause.name) || next.via?.type === 'conflict') continue;
    seen.add(cause.name);
    const { depth } = next;
    const below = cause.blockers.map((via) => ({
      depth: depth + 1,
      via,
      name: isService(via) ? via.name : cause.name,
    }));
    waiting.push(...below.reverse());
  }
  return links;
}

/**
 * The ends of the chain below a service: services in a wrong state that wait for no other service. This is the service
 * itself if it waits for none.
 */
export function rootsOf(name: string, lookup: Lookup): readonly Cause[] {
  const roots = new Map<string, Cause>();
  for (const { cause } of chainOf(name, lookup)) {
    if (cause && isRoot(cause, lookup)) roots.set(cause.name, cause);
  }
  return [...roots.values()];
}

/** Whether the reason lies in the service itself: it waits for no existing service. */
function isRoot(cause: Cause, lookup: Lookup): boolean {
  return nextBelow(cause, lookup).length === 0;
}

/** The services that this one waits for. The chain ends at a name without a service. */
export function nextBelow(cause: Cause, lookup: Lookup): readonly Cause[] {
  return cause.blockers.flatMap((blocker) => (isAwaited(blocker) ? (lookup(blocker.name) ?? []) : []));
}

/** Whether this project and a service of another project wait for each other, so that neither ever comes up. */
export function isCircle({ seen, dir, service }: ExternalBlocker, lookup: Lookup): boolean {
  const isIt = ({ via }: Link) => via?.type === 'external' && via.dir === dir && via.service === service;
  return seen.is === 'there' && seen.back !== null && chainOf(seen.back, lookup).some(isIt);
}
