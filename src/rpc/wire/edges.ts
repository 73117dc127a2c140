import { hasEnded, isActive, isReady } from '../../core/readiness.ts';
import { endedOf } from '../../core/service.ts';
import type { Service, State } from '../../core/state.ts';

/** One dependency of a service, as declared (conflicts: on either side). */
export interface DependencyEdge {
  readonly type: 'requires' | 'after' | 'ended' | 'wants' | 'conflicts';
  readonly name: string;
  /** Null if there is no such service. */
  readonly other: Service | null;
  readonly satisfied: boolean;
}

/** What a service depends on. */
export function edgesOf(service: Service, state: State): DependencyEdge[] {
  const { spec } = service;
  const edge =
    (type: DependencyEdge['type']) =>
    (name: string): DependencyEdge => {
      const other = state.services.get(name) ?? null;
      return { type, name, other, satisfied: isSatisfied(type, other, state) };
    };
  return [
    ...spec.requires.map(edge('requires')),
    ...spec.after.map(edge('after')),
    ...endedOf(spec).map(edge('ended')),
    ...spec.wants.map(edge('wants')),
    ...(state.graph.conflicts.get(spec.name) ?? []).map(edge('conflicts')),
  ];
}

/** The services that name this one in `requires`, `after`, `ended` or `wants`. */
export function dependentNames(name: string, state: State): string[] {
  return [...state.services.values()]
    .filter(({ spec }) => [...spec.requires, ...spec.after, ...endedOf(spec), ...spec.wants].includes(name))
    .map(({ spec }) => spec.name);
}

function isSatisfied(type: DependencyEdge['type'], other: Service | null, state: State): boolean {
  switch (type) {
    case 'requires':
      return other !== null && isReady(other, { get: (name) => state.services.get(name) });
    case 'after':
      return other === null || other.intent === 'down' || other.started;
    case 'ended':
      return other !== null && hasEnded(other);
    case 'wants':
      return true;
    case 'conflicts':
      return other === null || !isActive(other);
  }
}
