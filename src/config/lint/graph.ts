import { buildGraph, closure } from '../../core/graph.ts';
import { isExternal, type ServiceSpec } from '../../core/service.ts';
import { type Finding, warning } from '../finding.ts';
import type { Lint } from './context.ts';

/** A service that `zdev up` starts but that waits for one which it does not start. */
export const neverStarted: Lint = ({ services, placeOfEdge }) => {
  const byName = new Map(services.map((service) => [service.name, service]));
  return services
    .filter(({ status }) => status === 'start')
    .flatMap((service) =>
      (['requires', 'ended'] as const).flatMap((list) =>
        (service[list] ?? []).flatMap((to): Finding[] => {
          const { name } = service;
          const other = byName.get(to);
          const status = other?.status ?? 'start';
          if (status === 'start' || (other && isExternal(other))) return [];
          const message = `"${name}" waits for "${to}", which "zdev up" does not start (status = "${status}")`;
          const hint = `let "${to}" start, or give "${name}" the same status; "zdev up ${name}" starts both`;
          return [warning('never-started', message, placeOfEdge(name, list, to), hint)];
        }),
      ),
    );
};

/**
 * A service that can never run, because it conflicts with a service that it requires. A required oneshot is over by
 * then.
 */
export const contradiction: Lint = ({ services, placeOfEdge, place }) => {
  const { conflicts } = buildGraph(services);
  const byName = new Map<string, ServiceSpec>(services.map((service) => [service.name, service]));
  return services.flatMap(({ name }): Finding[] => {
    const needs = closure([name], (each) => byName.get(each)?.requires ?? []);
    const enemy = conflicts.get(name)?.find((other) => needs.has(other) && byName.get(other)?.kind === 'service');
    if (enemy === undefined) return [];
    const message = `"${name}" can never start: it requires "${enemy}", and conflicts with it`;
    const at = placeOfEdge(name, 'conflicts', enemy) ?? place(name, []);
    return [warning('contradiction', message, at, 'remove it from one of the two lists')];
  });
};

/** A target without services. */
export const emptyTarget: Lint = ({ services, place }) =>
  services
    .filter((spec) => spec.kind === 'target' && !isExternal(spec) && !hasDependencies(spec))
    .map(({ name }) => {
      const hint = 'add services to its requires';
      return warning('empty-target', `the target "${name}" has no services`, place(name, [], 'key'), hint);
    });

const hasDependencies = ({ requires, wants, after, ended = [] }: ServiceSpec) =>
  [...requires, ...wants, ...after, ...ended].length > 0;
