import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addedService } from '../config/added.ts';
import { unitFile, unitTable } from '../config/unit-text.ts';
import { closure } from '../core/graph.ts';
import { endedOf, type ServiceSpec } from '../core/service.ts';
import { presentSpecs, type State } from '../core/state.ts';
import type { AddOutcome } from '../rpc/control.ts';

/** A request of the protocol to add or change a service. */
interface AddRequest {
  /** A zinit unit: `{ service: {…}, dependencies: {…}, … }`. */
  readonly config: unknown;
  readonly persist: boolean;
  /** Change an existing service instead of adding one. */
  readonly replace: boolean;
}

/** Checks a new service, and writes it to the project's files if it is to be kept. Changes nothing else. */
export function checkAdded(
  request: AddRequest,
  project: { dir: string; unitsDir: string | null; state: State },
): AddOutcome {
  const { state } = project;
  const unit = request.config as Record<string, unknown>;
  const existing = new Set(presentSpecs(state).map((spec) => spec.name));
  const { spec, errors, warnings, unknown } = addedService({ unit, dir: project.dir, existing, environ: process.env });
  if (!spec) return { ok: false, reason: 'invalid', errors };
  if (existing.has(spec.name) !== request.replace) {
    return { ok: false, reason: request.replace ? 'not-found' : 'exists', errors: [] };
  }
  if (unknown.length > 0) {
    return { ok: false, reason: 'missing-dependency', errors: unknown.map((name) => `Dependency '${name}' not found`) };
  }
  if (leadsBackTo(spec, state)) {
    return {
      ok: false,
      reason: 'invalid',
      errors: [`'${spec.name}' would wait for itself through its requires`],
    };
  }
  if (request.persist && request.replace && project.unitsDir === null) {
    const reason = `'${spec.name}' cannot be changed permanently from here: edit the project's files, and reload`;
    return { ok: false, reason: 'write-failed', errors: [reason] };
  }
  if (!request.persist) return { ok: true, spec, path: null, warnings };
  try {
    return { ok: true, spec, path: write(unit, spec.name, project), warnings };
  } catch (error) {
    return { ok: false, reason: 'write-failed', errors: [error instanceof Error ? error.message : String(error)] };
  }
}

/** Whether one of its dependencies depends on it. */
function leadsBackTo(spec: ServiceSpec, state: State): boolean {
  const next = (name: string) => {
    const other = name === spec.name ? spec : state.services.get(name)?.spec;
    return other ? [...other.requires, ...other.after, ...endedOf(other)] : [];
  };
  return closure([spec.name], next).has(spec.name);
}

/** Writes a unit file if the project uses a directory of units; otherwise a table at the end of zinit.toml. */
function write(unit: Record<string, unknown>, name: string, project: { dir: string; unitsDir: string | null }): string {
  if (project.unitsDir !== null) {
    const path = join(project.unitsDir, `${name}.toml`);
    writeFileSync(path, unitFile(unit));
    return path;
  }
  const path = join(project.dir, 'zinit.toml');
  appendFileSync(path, `${existsSync(path) ? '\n' : ''}${unitTable(unit)}`);
  return path;
}
