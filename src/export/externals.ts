import type { Project } from '../config/project.ts';
import { externalsIn } from '../core/service.ts';
import type { Exported } from './format.ts';

/** Removes what a project waits for in other projects, because no format supports that. */
export function takeOutExternals(project: Project): {
  readonly project: Project;
  readonly warnings: Exported['warnings'];
} {
  const names = new Set(externalsIn(project.services).map(({ name }) => name));
  if (names.size === 0) return { project, warnings: [] };
  const warnings: string[] = [];
  const services = project.services.flatMap((spec) => {
    if (names.has(spec.name)) return [];
    const left = spec.requires.filter((name) => names.has(name));
    for (const name of left)
      warnings.push(`requires (${spec.name}): "${name}" belongs to another project and is left out`);
    return [{ ...spec, requires: spec.requires.filter((name) => !names.has(name)) }];
  });
  return { project: { ...project, services }, warnings };
}
