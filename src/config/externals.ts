import { relative, resolve } from 'node:path';
import type { TargetSpec } from '../core/service.ts';
import type { DeclaredService, DeclaredTarget } from './config.ts';
import type { Disk } from './disk.ts';
import { findConfig } from './find.ts';
import { error, type Finding, type Place } from './finding.ts';
import { edgesOf } from './members.ts';

type Unit = DeclaredService | DeclaredTarget;

/** The services of other projects that a project waits for. */
export interface Externals {
  /** One target for each of these services. */
  readonly specs: readonly TargetSpec[];
  /** The local name for a `requires` of this unit; undefined if it is a plain name, or was wrong. */
  namesOf(unit: Unit, to: string): readonly [string] | undefined;
  readonly problems: readonly Finding[];
}

/** Looks up the projects that `requires = ["../auth:api"]` names. Reads no files of those projects. */
export function findExternals(options: {
  readonly units: readonly Unit[];
  /** The directory of this project, without symbolic links. */
  readonly dir: string;
  readonly disk: Disk;
}): Externals {
  const { units, dir, disk } = options;
  const specs = new Map<string, TargetSpec>();
  const names = new Map<string, readonly [string]>();
  const problems: Finding[] = [];
  const keyOf = ({ base = dir }: Unit, to: string) => `${base}\0${to}`;
  for (const unit of units) {
    for (const { to, place, external } of edgesOf(unit)) {
      if (!external || names.has(keyOf(unit, to))) continue;
      const found = readExternal({ to, place, base: unit.base ?? dir, dir, disk });
      if ('code' in found) {
        problems.push(found);
        continue;
      }
      names.set(keyOf(unit, to), [found.name]);
      specs.set(found.name, found);
    }
  }
  return { specs: [...specs.values()], namesOf: (unit, to) => names.get(keyOf(unit, to)), problems };
}

function readExternal(options: {
  readonly to: string;
  readonly place: Place;
  readonly base: string;
  readonly dir: string;
  readonly disk: Disk;
}): TargetSpec | Finding {
  const { to, place, base, dir, disk } = options;
  const [, path = '', service = ''] = /^(.*):([A-Za-z0-9_.-]+)$/.exec(to) ?? [];
  if (path === '') {
    const hint = `name the project and the service: "${to.replace(/:?$/, ':api')}"`;
    return error('no-service-named', `"${to}" is not a service of another project`, place, hint);
  }
  const there = resolve(base, path);
  const found =
    disk.kind(there) === 'directory'
      ? findConfig({ disk, cwd: there, environ: {}, files: [there], procfile: null })
      : null;
  if (found === null || 'code' in found) {
    const message = `"${path}" is not a project: ${found?.message ?? `${disk.show(there)} is no directory`}`;
    return error('no-project', message, place, 'the path leads from this file to the directory of the other project');
  }
  if (found.dir === dir) {
    return error('own-project', `"${to}" is a service of this project`, place, `write "${service}"`);
  }
  const project = relative(dir, found.dir);
  return {
    kind: 'target',
    name: `${project}:${service}`,
    external: { dir: found.dir, project, service },
    ...{ requires: [], after: [], wants: [], conflicts: [] },
    critical: false,
    status: 'stop',
    class: 'system',
  };
}
