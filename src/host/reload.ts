import { formatDiagnostics } from '../config/print.ts';
import type { LoadOptions, Project } from '../config/project.ts';
import { planReload } from '../core/reload.ts';
import type { ServiceSpec } from '../core/service.ts';
import { presentSpecs, type State } from '../core/state.ts';
import type { ReloadOutcome } from '../rpc/control.ts';
import { unwatched } from './watching/unwatched.ts';

/** The input of a reload. */
interface ReloadRequest {
  readonly loadOptions: LoadOptions;
  readonly state: State;
  /** Services that were added at run time and are in no file. They stay. */
  readonly added: readonly ServiceSpec[];
  /** Whether changed files restart services. */
  readonly watch: boolean;
  /** Take only this service from the files. */
  readonly name?: string | undefined;
}

/** Reads the present config, and returns it with the changes that it means. A config with an error changes nothing. */
export async function readAgain(
  request: ReloadRequest,
): Promise<{ outcome: ReloadOutcome; project: Project; specs: readonly ServiceSpec[] }> {
  const { loadProject } = await import('../config/load.ts');
  const project = await loadProject(request.loadOptions);
  const running = presentSpecs(request.state);
  const texts = (severity: 'error' | 'warning') =>
    project.diagnostics
      .filter((diagnostic) => diagnostic.severity === severity)
      .map((diagnostic) => formatDiagnostics([diagnostic], { color: false }).trimEnd());
  const errors = texts('error');
  const all = withAdded(project.services, request.added);
  const read = request.watch ? all : unwatched(all);
  const { name } = request;
  if (name !== undefined && !read.some((spec) => spec.name === name)) {
    errors.push(`no service is called "${name}" in ${project.files.join(', ')}`);
  }
  if (errors.length > 0) return { outcome: { ok: false, errors }, project, specs: running };
  const specs = name === undefined ? read : replaceOne(running, read.find((spec) => spec.name === name) as ServiceSpec);
  return { outcome: { ok: true, plan: planReload(running, specs), warnings: texts('warning') }, project, specs };
}

/** Files win: a name that they contain now no longer counts as added. */
function withAdded(read: readonly ServiceSpec[], added: readonly ServiceSpec[]): ServiceSpec[] {
  const names = new Set(read.map((spec) => spec.name));
  return [...read, ...added.filter((spec) => !names.has(spec.name))];
}

function replaceOne(running: readonly ServiceSpec[], spec: ServiceSpec): ServiceSpec[] {
  const others = running.filter((other) => other.name !== spec.name);
  const at = running.findIndex((other) => other.name === spec.name);
  return at < 0 ? [...others, spec] : others.toSpliced(at, 0, spec);
}
