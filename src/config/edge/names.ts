import { publicPortOf, type ServiceSpec } from '../../core/service.ts';
import { branchOf, checkoutOf } from '../checkout.ts';
import type { Project } from '../project.ts';

/** The name of a service for people and browsers. */
export interface EdgeName {
  /** `web.shop.localhost`. */
  readonly host: string;
  readonly service: string;
  /** The port of the service that the name leads to. */
  readonly port: number;
}

/** A label of a name is no longer. */
const MAX_LABEL = 63;

/**
 * What follows the name of a service: `shop.localhost`, or `feature-x.shop.localhost` in a linked worktree, and for any
 * other checkout that is isolated.
 */
export function edgeDomain({ name, dir, instance, beside }: Pick<Project, 'name' | 'dir' | 'instance' | 'beside'>) {
  const checkout = checkoutOf(dir);
  const isWorktree = beside === null && checkout !== null && checkout.worktree !== null;
  const which = isWorktree ? (branchOf(checkout) ?? checkout.worktree ?? '') : instance;
  return [...(which === '' ? [] : [labelOf(which)]), labelOf(name), 'localhost'].join('.');
}

/** The names of all services that have a port. Two services never share one. */
export function edgeNames(domain: string, services: readonly ServiceSpec[]): readonly EdgeName[] {
  const taken = new Set<string>();
  return services.flatMap((spec): EdgeName[] => {
    const port = edgePortOf(spec);
    if (port === undefined) return [];
    const label = free(labelOf(spec.name), taken);
    taken.add(label);
    return [{ host: `${label}.${domain}`, service: spec.name, port }];
  });
}

/** The port that a name of this service would lead to; undefined: it gets none. */
function edgePortOf(spec: ServiceSpec): number | undefined {
  return spec.kind === 'service' ? publicPortOf(spec) : undefined;
}

/** What a browser is given. */
export function edgeUrl(host: string, port: number): string {
  return port === 80 ? `http://${host}` : `http://${host}:${port}`;
}

/** A text as a part of a host name: letters, digits and hyphens. One without any of them is told by its characters' numbers. */
export function labelOf(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  const label = trimmed(plain);
  if (label !== '') return label;
  return trimmed([...text].map((character) => `u${character.codePointAt(0)?.toString(16)}`).join('-')) || 'x';
}

/** Neither its first nor its last character is a hyphen. */
function trimmed(text: string): string {
  return text.replace(/^-+/, '').slice(0, MAX_LABEL).replace(/-+$/, '');
}

/** `a_b` and `a.b` are both `a-b`: the second becomes `a-b-2`. */
function free(label: string, taken: ReadonlySet<string>): string {
  let name = label;
  for (let number = 2; taken.has(name); number++) {
    const suffix = `-${number}`;
    name = `${label.slice(0, MAX_LABEL - suffix.length)}${suffix}`;
  }
  return name;
}
