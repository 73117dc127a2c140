import type { Service, State } from '../../core/state.ts';
import { edgesOf } from './edges.ts';
import { SYMBOLS } from './zinit-values.ts';

/** `service.tree`: every service, dependencies first, each with its dependencies below it. */
export function wireTree(state: State): string {
  const services = state.graph.order.flatMap((name) => state.services.get(name) ?? []);
  return services.flatMap((service, i) => branch(service, state, i === services.length - 1)).join('\n');
}

function branch(service: Service, state: State, last: boolean): string[] {
  const { spec, phase } = service;
  const edges = edgesOf(service, state).filter((edge) => edge.type !== 'conflicts');
  return [
    `${last ? '└─' : '├─'} ${SYMBOLS[phase.is]} ${spec.name} (${phase.is})`,
    ...edges.map(({ type, name, other }, i) => {
      const elbow = i === edges.length - 1 ? '└─' : '├─';
      return `${last ? ' ' : '│'}    ${elbow} ${type} ${name} (${other?.phase.is ?? 'unknown'})`;
    }),
  ];
}
