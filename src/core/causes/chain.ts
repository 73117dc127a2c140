import type { ExternalBlocker } from '../external.ts';
import type { Blocker } from '../state.ts';
import type { Cause } from './cause.ts';

/** Where causes are looked up by name; undefined for a service that does not exist. */
export type Lookup = (name: string) => Cause | undefined;

/** One service in the chain of causes below another, or one thing that is waited for and is no service. */
export interface Link {
  readonly depth: number;
  /** What the service above it waits for; null for the first. */
  readonly via: Blocker | null;
  readonly name: string;
  /** Null when there is no such service, or when `via` is no service. */
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

/** Whether it is worth telling. That its own port is looked at before a start is no news. */
export function isNews(blocker: Blocker): boolean {
  return blocker.type !== 'port' || blocker.holder !== null;
}

/** The chain below a service, depth first, down to the roots. Each service is followed once. */
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
 * Where the chain below a service ends: the services that are not as they should be and wait for no other service. The
 * service itself, where it waits for none.
 */
export function rootsOf(name: string, lookup: Lookup): readonly Cause[] {
  const roots = new Map<string, Cause>();
  for (const { cause } of chainOf(name, lookup)) {
    if (cause && isRoot(cause, lookup)) roots.set(cause.name, cause);
  }
  return [...roots.values()];
}

/** Whether the reason lies in the service itself: none of what it waits for is a service that exists. */
function isRoot(cause: Cause, lookup: Lookup): boolean {
  return nextBelow(cause, lookup).length === 0;
}

/** The services that this one waits for. A name that no service has ends the chain here. */
export function nextBelow(cause: Cause, lookup: Lookup): readonly Cause[] {
  return cause.blockers.flatMap((blocker) => (isAwaited(blocker) ? (lookup(blocker.name) ?? []) : []));
}

/** Whether a service of another project waits for one of this project that waits for it: neither ever comes up. */
export function isCircle({ seen, dir, service }: ExternalBlocker, lookup: Lookup): boolean {
  const isIt = ({ via }: Link) => via?.type === 'external' && via.dir === dir && via.service === service;
  return seen.is === 'there' && seen.back !== null && chainOf(seen.back, lookup).some(isIt);
}
