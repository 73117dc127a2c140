import { publicPortOf, type ServiceSpec } from '../../core/service.ts';
import { branchOf, checkoutOf } from '../checkout.ts';
import type { Project } from '../project.ts';

/** The name of a service for people and browsers. */
export interface EdgeName {
  /** Such as `web.shop.localhost`. */
  readonly host: string;
  readonly service: string;
  /** The port of the service. */
  readonly port: number;
}

/** The longest label of a host name. */
const MAX_LABEL = 63;

/**
 * The part after the name of a service: `shop.localhost`, or `feature-x.shop.localhost` in a linked worktree and in any
 * other isolated checkout.
 */
export function edgeDomain({ name, dir, instance, beside }: Pick<Project, 'name' | 'dir' | 'instance' | 'beside'>) {
  const checkout = checkoutOf(dir);
  const isWorktree = beside === null && checkout !== null && checkout.worktree !== null;
  const which = isWorktree ? (branchOf(checkout) ?? checkout.worktree ?? '') : instance;
  return [...(which === '' ? [] : [labelOf(which)]), labelOf(name), 'localhost'].join('.');
}

/** The names of all services with a port. Two services never share a name. */
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

/** The port for the name of this service; undefined if it gets no name. */
function edgePortOf(spec: ServiceSpec): number | undefined {
  return spec.kind === 'service' ? publicPortOf(spec) : undefined;
}

/** The address for a browser. */
export function edgeUrl(host: string, port: number): string {
  return port === 80 ? `http://${host}` : `http://${host}:${port}`;
}

/**
 * Turns a text into a part of a host name: letters, digits and hyphens. A text with none of them becomes its character
 * codes.
 */
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

/** Removes hyphens at both ends. */
function trimmed(text: string): string {
  return text.replace(/^-+/, '').slice(0, MAX_LABEL).replace(/-+$/, '');
}

/** Both `a_b` and `a.b` become `a-b`, so the second one becomes `a-b-2`. */
function free(label: string, taken: ReadonlySet<string>): string {
  let name = label;
  for (let number = 2; taken.has(name); number++) {
    const suffix = `-${number}`;
    name = `${label.slice(0, MAX_LABEL - suffix.length)}${suffix}`;
  }
  return name;
}
