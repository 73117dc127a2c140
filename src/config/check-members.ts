import type { ServiceSpec } from '../core/service.ts';
import { didYouMean } from '../core/suggest.ts';
import { error, type Finding, type Place, warning } from './finding.ts';

/** A service, target or Procfile entry with its edges, before instances are made. */
export interface Member {
  readonly name: string;
  readonly place: Place | null;
  readonly edges: readonly DependencyEdge[];
}

/** One name in one of the lists. */
export interface DependencyEdge {
  readonly list: 'requires' | 'after' | 'ended' | 'wants' | 'conflicts';
  readonly to: string;
  readonly place: Place;
  /** Whether it comes from a zinit unit: zinit ignores unknown names except in `requires`. */
  readonly unit: boolean;
  /** Whether it names a service of another project. */
  readonly external: boolean;
}

interface CheckOptions {
  readonly members: readonly Member[];
  /** Names that are not members but also not a mistake here: their own declaration is reported or could not be read. */
  readonly excused: (name: string) => boolean;
}

/**
 * Finds mistakes that only the whole project shows: duplicate names, unknown names, services that wait for themselves,
 * cycles.
 */
export function checkMembers({ members, excused }: CheckOptions): Finding[] {
  const byName = new Map<string, Member>();
  const problems: Finding[] = [];
  for (const member of members) {
    const first = byName.get(member.name);
    if (first === undefined) byName.set(member.name, member);
    else problems.push(error('duplicate-name', `"${member.name}" is already defined${where(first)}`, member.place));
  }
  for (const { name, edges } of members) {
    for (const edge of edges) problems.push(...checkEdge({ name, edge, names: byName, excused }));
  }
  return [...problems, ...findCycles([...byName.values()])];
}

function where({ place }: Member): string {
  return place === null ? '' : ` in ${place.source.file}`;
}

interface EdgeOptions extends Pick<CheckOptions, 'excused'> {
  readonly name: string;
  readonly edge: DependencyEdge;
  readonly names: ReadonlyMap<string, Member>;
}

function checkEdge({ name, edge: { list, to, place, unit, external }, names, excused }: EdgeOptions): Finding[] {
  if (to === name) return [error('self-dependency', `"${name}" names itself in ${list}`, place, 'take it out')];
  if (names.has(to) || external || excused(to)) return [];
  const report = unit && list !== 'requires' ? warning : error;
  const others = [...names.keys()].filter((other) => other !== name);
  return [
    report('unknown-dependency', `"${name}" ${list} "${to}", which is not defined`, place, didYouMean(to, others)),
  ];
}

/**
 * Finds cycles over `requires`, `after` and `ended`: nothing in a cycle could ever start. Each service is reported in
 * one cycle only.
 */
function findCycles(members: readonly Member[]): Finding[] {
  const rest = new Map(members.map((member) => [member.name, member]));
  const waitsFor = ({ name, edges }: Member) =>
    edges.filter(({ list, to }) => list !== 'wants' && list !== 'conflicts' && to !== name && rest.has(to));
  const problems: Finding[] = [];
  for (;;) {
    for (let before = -1; before !== rest.size; ) {
      before = rest.size;
      for (const member of rest.values()) if (waitsFor(member).length === 0) rest.delete(member.name);
    }
    const [start] = rest.values();
    if (start === undefined) return problems;
    // every service left waits for another one left, so following first edges must lead back
    const path: Member[] = [];
    let at = start;
    while (!path.includes(at)) {
      path.push(at);
      at = rest.get(waitsFor(at)[0]!.to)!;
    }
    const cycle = path.slice(path.indexOf(at));
    problems.push(reportCycle(declaredFirst(cycle, members), waitsFor));
    for (const { name } of cycle) rest.delete(name);
  }
}

function declaredFirst(cycle: readonly Member[], members: readonly Member[]): Member[] {
  const first = members.find((member) => cycle.includes(member))!;
  const at = cycle.indexOf(first);
  return [...cycle.slice(at), ...cycle.slice(0, at)];
}

function reportCycle(cycle: readonly Member[], waitsFor: (member: Member) => DependencyEdge[]): Finding {
  const names = [...cycle, cycle[0]!].map(({ name }) => name).join(' → ');
  const edge = waitsFor(cycle[0]!)[0]!;
  return error('dependency-cycle', `a cycle: ${names}`, edge.place, 'none of them could ever start');
}

/** Finds ports that two services want. `placeOf` says where a service got its port. */
export function checkPorts(services: readonly ServiceSpec[], placeOf: (name: string) => Place | null): Finding[] {
  const owners = new Map<number, ServiceSpec>();
  const problems: Finding[] = [];
  for (const service of services) {
    if (service.kind === 'target' || service.port === undefined) continue;
    const first = owners.get(service.port);
    if (first === undefined) owners.set(service.port, service);
    else if (!first.conflicts.includes(service.name) && !service.conflicts.includes(first.name)) {
      const message = `"${first.name}" and "${service.name}" have the same port, ${service.port}`;
      const hint = 'give one of them another port, or add one to the conflicts of the other';
      problems.push(warning('shared-port', message, placeOf(service.name), hint));
    }
  }
  return problems;
}
