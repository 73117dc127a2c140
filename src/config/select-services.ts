import { closure } from '../core/graph.ts';
import type { ServiceSpec } from '../core/service.ts';
import { didYouMean } from '../core/suggest.ts';
import { error, type Finding } from './finding.ts';
import { matching } from './matching.ts';
import type { LoadOptions } from './project.ts';

/**
 * `-l` and `-x`: services that are not selected do not start by themselves, but a start command can start them. A
 * selected service brings its requirements along, unless they are excepted.
 */
export function selectServices(
  services: readonly ServiceSpec[],
  { only, except }: Pick<LoadOptions, 'only' | 'except'>,
) {
  const problems: Finding[] = [];
  const names = services.map(({ name }) => name);
  const find = (words: readonly string[]) => words.flatMap((word) => found(word, names, problems));
  const chosen = only === undefined ? null : withNeeds(find(only), services);
  const left = new Set(find(except ?? []));
  const statusOf = ({ name, status }: ServiceSpec) => {
    if (left.has(name)) return 'stop';
    return chosen === null ? status : chosen.has(name) ? 'start' : 'stop';
  };
  return { services: services.map((spec) => ({ ...spec, status: statusOf(spec) }) as ServiceSpec), problems };
}

function found(word: string, names: readonly string[], problems: Finding[]): readonly string[] {
  const matches = matching(word, names);
  if (matches.length > 0) return matches;
  const hint = didYouMean(word, names) ?? `there are: ${names.join(', ')}`;
  problems.push(error('unknown-name', `no service is called "${word}"`, null, hint));
  return [];
}

function withNeeds(names: readonly string[], services: readonly ServiceSpec[]): Set<string> {
  const specs = new Map(services.map((spec) => [spec.name, spec]));
  const needs = (name: string) => [
    ...(specs.get(name)?.requires ?? []),
    ...(specs.get(name)?.ended ?? []),
    ...(specs.get(name)?.wants ?? []),
  ];
  return new Set([...names, ...closure(names, needs)]);
}
