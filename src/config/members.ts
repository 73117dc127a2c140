import type { Dependencies } from '../core/service.ts';
import type { DependencyEdge, Member } from './check-members.ts';
import type { DeclaredService, DeclaredTarget } from './config.ts';
import { type Finding, type Source, warning } from './finding.ts';
import type { Instance } from './instances.ts';
import type { ProcfileEntry } from './procfile.ts';

interface MemberOptions {
  readonly procfile: Source | null;
  readonly entries: readonly ProcfileEntry[];
  readonly services: readonly DeclaredService[];
  readonly targets: readonly DeclaredTarget[];
}

/** Everything with a name: Procfile entries (unless a table adds to them), services, targets. */
export function listMembers({ procfile, entries, services, targets }: MemberOptions): Member[] {
  const tables = new Set(services.map(({ name }) => name));
  return [
    ...entries
      .filter(({ name }) => !tables.has(name))
      .map(({ name, line }) => ({ name, place: { source: procfile!, line, column: 1 }, edges: [] })),
    ...[...services, ...targets].map((unit) => ({
      name: unit.name,
      place: unit.place(unit.unit ? ['name'] : [], unit.unit ? 'value' : 'key'),
      edges: edgesOf(unit),
    })),
  ];
}

const LISTS = ['requires', 'after', 'ended', 'wants', 'conflicts'] as const;

export function edgesOf({ table, place, unit, expands }: DeclaredService | DeclaredTarget): DependencyEdge[] {
  const isExternal = (to: string) => expands && !unit && /[/:]/.test(to);
  return LISTS.flatMap((list) =>
    (table[list] ?? []).map((to, index) => {
      return { list, to, place: place([list, index], 'value'), unit, external: isExternal(to) };
    }),
  );
}

/** The names under which each member runs: `web` as `web.1` and `web.2`, or not at all in this formation. */
export function runNames({ entries, instances, members }: RunOptions): Map<string, readonly string[]> {
  const runs = new Map<string, readonly string[]>(members.map(({ name }) => [name, [name]]));
  for (const { name } of instances) runs.set(name, [name]);
  for (const entry of entries) {
    const own = instances.filter((instance) => instance.entry.name === entry.name);
    runs.set(
      entry.name,
      own.map(({ name }) => name),
    );
  }
  return runs;
}

interface RunOptions {
  readonly entries: readonly ProcfileEntry[];
  readonly instances: readonly Instance[];
  readonly members: readonly Member[];
}

/** Turns edges into lists of running names. Unknown names are reported elsewhere and left out here. */
export function resolveEdges(
  edges: readonly DependencyEdge[],
  runsOf: (name: string) => readonly string[] | undefined,
  problems: Finding[],
) {
  const namesOf = (wanted: DependencyEdge['list']) => {
    const names = edges.filter(({ list }) => list === wanted).flatMap(({ to }) => runsOf(to) ?? []);
    return [...new Set(names)];
  };
  for (const { list, to, place } of edges) {
    if ((list !== 'requires' && list !== 'ended') || runsOf(to)?.length !== 0) continue;
    problems.push(warning('not-in-formation', `"${to}" is required, but has no instance in this formation`, place));
  }
  const [requires, after, ended, wants, conflicts] = LISTS.map(namesOf) as [
    string[],
    string[],
    string[],
    string[],
    string[],
  ];
  return { requires, after, ...(ended.length > 0 ? { ended } : {}), wants, conflicts } satisfies Dependencies;
}
