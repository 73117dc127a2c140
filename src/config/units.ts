import type { Config, DeclaredService, DeclaredTarget } from './config.ts';
import { error, type Finding, type KeyPath, type PlaceOf, type Source, warning } from './finding.ts';
import { type ServiceTable, serviceUnit, type TargetTable, targetUnit } from './keys.ts';
import { parseToml } from './parse-toml.ts';
import { validate } from './validate.ts';

/**
 * Reads a directory of zinit 0.3 unit files, with one service or target in each file. Mistakes that zinit accepts
 * (unknown keys) are only warnings. A mistake that makes zinit skip a unit is an error, with the reason that zinit does
 * not print. `sources` are the readable files, of `total`. Files that end in `.yaml` are units of zinit 0.2.
 */
export async function readUnits(sources: readonly Source[], total: number): Promise<Config> {
  const hasYaml = sources.some(({ file }) => isYaml(file));
  const readYamlUnit = hasYaml ? (await import('./import/zinit-unit.ts')).readYamlUnit : null;
  const problems: Finding[] = [];
  const services: DeclaredService[] = [];
  const targets: DeclaredTarget[] = [];
  let understood = 0;
  for (const source of sources) {
    const unit = isYaml(source.file) ? readYamlUnit!(source, problems) : readUnit(source, problems);
    if (unit === null) continue;
    understood += 1;
    if (unit.kind === 'target') targets.push(unit);
    else services.push(unit);
  }
  return {
    project: { name: undefined, envFile: null, procfile: false, autoReload: false },
    defaults: {},
    place: (path, part) => ({ source: { file: '', text: '' }, path, part }),
    services,
    targets,
    lost: new Set(),
    broken: understood < total,
    problems,
  };
}

const isYaml = (file: string) => /\.ya?ml$/i.test(file);

function readUnit(source: Source, problems: Finding[]): DeclaredService | DeclaredTarget | null {
  const { value, problems: syntax } = parseToml(source);
  problems.push(...syntax);
  if (value === null) return null;
  const place: PlaceOf = (path, part) => ({ source, path, part });
  if (value['service'] === undefined && value['target'] === undefined) {
    const where = { source, line: null, column: null };
    problems.push(error('not-a-unit', `${source.file} has neither a [service] nor a [target] table`, where));
    return null;
  }
  // zinit tries a service first
  const kind = value['service'] === undefined ? 'target' : 'service';
  if (kind === 'service') {
    const { table, ...found } = validate({ schema: serviceUnit, value, place, unknownKey: warning });
    problems.push(...found.problems);
    if (table === null) return null;
    const { service, dependencies, ...subTables } = table;
    const { name, ...keys } = service;
    return {
      ...declared(kind, found.place),
      kind,
      name,
      table: { ...keys, ...dependencies, ...subTables } satisfies ServiceTable,
    };
  }
  const { table, ...found } = validate({ schema: targetUnit, value, place, unknownKey: warning });
  problems.push(...found.problems);
  if (table === null) return null;
  const { name, ...keys } = table.target;
  return {
    ...declared(kind, found.place),
    kind,
    name,
    table: { ...keys, ...table.dependencies } satisfies TargetTable,
  };
}

function declared(kind: 'service' | 'target', place: PlaceOf) {
  // a unit without an exec is not kept at all, and no other missing key matters
  return { place: placeIn(kind, place), unit: true, expands: false, isTakenOut: () => false };
}

/** Keys have other paths in a unit than under `[services.NAME]`. */
function placeIn(kind: 'service' | 'target', place: PlaceOf): PlaceOf {
  return (path: KeyPath, part) => {
    const first = String(path[0] ?? '');
    if (['requires', 'after', 'ended', 'wants', 'conflicts'].includes(first))
      return place(['dependencies', ...path], part);
    return place(['lifecycle', 'health', 'logging'].includes(first) ? path : [kind, ...path], part);
  };
}
