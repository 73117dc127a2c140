import type { DeclaredService, DeclaredTarget } from '../../config/config.ts';
import { containerCheck } from '../../config/import/container.ts';
import { enginesOf } from '../../config/import/engine.ts';
import { loadProject } from '../../config/load.ts';
import type { Discovery, Found, LeftOut, Surroundings } from './found.ts';

/** A service from another file, with comments about it. */
export type Noted = DeclaredService & { readonly notes?: readonly string[] };

const CONTAINER = 'The container ends with the service. Two checkouts that run at once need two names for it.';

/**
 * Takes over the services that another file declares, table by table. Leaves out containers if there is no engine for
 * them.
 */
export async function importDeclared(options: {
  readonly around: Surroundings;
  /** Relative to the project directory. */
  readonly file: string;
  readonly services: readonly Noted[];
  readonly targets: readonly DeclaredTarget[];
}): Promise<Discovery> {
  const { around, file, services, targets } = options;
  const { dir, disk, environ } = around;
  const { diagnostics } = await loadProject({ cwd: dir, file, environ });
  const wrong = diagnostics.find(({ severity }) => severity === 'error');
  if (wrong !== undefined) {
    const why = `${wrong.message} (zdev check -f ${file} shows all errors)`;
    return { services: [], leftOut: [{ what: file, why }] };
  }
  const hasEngine = enginesOf({ disk, environ }).isThere;
  const kept = services.filter((service) => hasEngine || !isContainer(service));
  const doubts = diagnostics.filter(({ severity, code }) => severity === 'warning' && code !== 'no-container-engine');
  return {
    services: kept.map(foundOf),
    targets: targets.map((target) => ({ name: target.name, from: fromOf(target), table: target.table })),
    leftOut: services.filter((service) => !kept.includes(service)).map(withoutDocker),
    doubts: doubts.map(({ message, line }) => `${line === null ? file : `${file}:${line}`}: ${message}`),
  };
}

const isContainer = ({ container }: DeclaredService) => container !== undefined;

function foundOf(service: Noted): Found {
  const { name, notes = [] } = service;
  const table = withCheck(service);
  const found = { name, from: fromOf(service), table, notes: [...notes, ...(isContainer(service) ? [CONTAINER] : [])] };
  // an image that is built here is the project itself
  const serves = isContainer(service) && service.container?.build === null;
  const { image } = service.container ?? {};
  return serves ? { ...found, serves, ...(image === undefined ? {} : { image }) } : found;
}

/** In a zinit.toml, the check of a container is a command on this machine. */
function withCheck({ table, container, inside }: DeclaredService): DeclaredService['table'] {
  if (container === undefined || inside === undefined || table.health === undefined) return table;
  return { ...table, health: { ...table.health, target: containerCheck(container, inside) } };
}

function withoutDocker(service: DeclaredService): LeftOut {
  return {
    what: `${service.name} from ${fromOf(service)}`,
    why: 'no container engine (docker, podman, nerdctl) is on the PATH',
  };
}

function fromOf({ place, unit }: DeclaredService | DeclaredTarget): string {
  const { source, ...at } = place([], 'key');
  return unit || !('line' in at) ? source.file : `${source.file}:${at.line}`;
}
