import { resolve } from 'node:path';
import type { Dependencies, ProcessSpec, ServiceSpec, TargetSpec } from '../core/service.ts';
import { didYouMean } from '../core/suggest.ts';
import { checkMembers, checkPorts } from './check-members.ts';
import type { Config, DeclaredService, DeclaredTarget } from './config.ts';
import type { Disk } from './disk.ts';
import { readEnvFiles } from './env-files.ts';
import { expand, type KnownServices, withCheckout } from './expand.ts';
import { findExternals } from './externals.ts';
import { error, type Finding, type PlaceOf, type Source, warning } from './finding.ts';
import { frontOf } from './front.ts';
import type { Instance } from './instances.ts';
import { ANY_PORT, knownServices } from './known-services.ts';
import { edgesOf, listMembers, resolveEdges, runNames } from './members.ts';
import { followPorts, type MovedPorts, movedContainer } from './moved-ports.ts';
import { frontPort, movedPorts, namedPorts, portVariable, settledPort, writtenPort } from './ports.ts';
import type { ProcfileEntry } from './procfile.ts';
import { socketOf } from './socket.ts';
import { makeSpec } from './spec.ts';

interface AssembleOptions {
  readonly config: Config;
  readonly procfile: Source | null;
  readonly entries: readonly ProcfileEntry[];
  readonly instances: readonly Instance[];
  /** The first port of each process type of the Procfile. */
  readonly ports: ReadonlyMap<string, number>;
  /** Leased ports, by `leaseKey`. */
  readonly leased: ReadonlyMap<string, number>;
  /** The name of the checkout, see `Project.instance`. */
  readonly checkout: string;
  /** The variables of the project's env files. */
  readonly env: Readonly<Record<string, string>>;
  readonly dir: string;
  /** The working directory of Procfile commands. */
  readonly procfileDir: string;
  readonly disk: Disk;
  readonly environ: Readonly<Record<string, string | undefined>>;
}

/** Merges the declarations of the TOML files with the processes of the Procfile, and checks the result. */
export function assemble(options: AssembleOptions): { services: ServiceSpec[]; problems: Finding[] } {
  const { config, procfile, entries, instances } = options;
  const problems: Finding[] = [];
  const services = config.services.filter(({ table }) => !isBuiltin(table.exec));
  const builtins = config.services.filter((service) => !services.includes(service));
  problems.push(...builtins.map(reportBuiltin), ...missingCommands(services, entries, config.broken));
  const { targets } = config;
  const members = listMembers({ procfile, entries, services, targets });
  const runs = runNames({ entries, instances, members });
  const leftOut = new Set([...config.lost, ...builtins.map(({ name }) => name)]);
  const excused = (name: string) => config.broken || leftOut.has(name) || runs.has(name);
  problems.push(...checkMembers({ members, excused }));
  if (members.length + leftOut.size === 0 && !config.broken) {
    problems.push(
      error(
        'no-services',
        'the project has no service',
        null,
        'add one: [services.NAME] with an exec, or in a compose file a name below "services" or "processes"',
      ),
    );
  }

  const known = knownServices(services, options);
  const moved = movedPorts(services, options.leased);
  const externals = findExternals({ units: [...services, ...targets], dir: options.dir, disk: options.disk });
  problems.push(...externals.problems);
  const edges = (unit: DeclaredService | DeclaredTarget) => {
    const runsOf = (to: string) => runs.get(to) ?? externals.namesOf(unit, to);
    return resolveEdges(edgesOf(unit), runsOf, problems);
  };
  const build = (service: DeclaredService | null, instance: Instance | null) =>
    processSpec({
      ...options,
      service,
      instance,
      known,
      moved,
      problems,
      edges: service === null ? NO_EDGES : edges(service),
    });
  const specs = [
    ...instances.map((instance) => build(services.find(({ name }) => name === instance.entry.name) ?? null, instance)),
    ...services.filter(({ name }) => !isEntry(name, entries)).map((service) => build(service, null)),
    ...targets.map((target) => targetSpec(target, edges(target))),
    ...externals.specs,
  ];
  const placeOfPort = (name: string) => {
    const entry = instances.find((each) => each.name === name)?.entry.name ?? name;
    return services.find((each) => each.name === entry)?.place(['port'], 'value') ?? null;
  };
  problems.push(...checkPorts(specs, placeOfPort));
  return { services: specs, problems: withoutRepeats(problems) };
}

const NO_EDGES: Dependencies = { requires: [], after: [], wants: [], conflicts: [] };

const isBuiltin = (exec: string | undefined) => exec?.startsWith('@builtin:') === true;

const isEntry = (name: string, entries: readonly ProcfileEntry[]) => entries.some((entry) => entry.name === name);

function reportBuiltin({ name, place }: DeclaredService): Finding {
  const hint = 'zinit runs it inside its own process; zdev has no such commands';
  return warning('builtin', `"${name}" is left out: its exec is a builtin of zinit`, place(['exec'], 'value'), hint);
}

/** Services without a command, either in their table or in the Procfile. */
function missingCommands(services: readonly DeclaredService[], entries: readonly ProcfileEntry[], broken: boolean) {
  const missing = services.filter(
    ({ name, table, isTakenOut }) => table.exec === undefined && !isTakenOut('exec') && !isEntry(name, entries),
  );
  const names = entries.map(({ name }) => name);
  return missing
    .filter(() => !broken)
    .map(({ name, place }) => {
      const hint = didYouMean(name, names) ?? 'add exec = "…"';
      const message = `"${name}" has no exec, and no Procfile gives it a command`;
      return error('missing-exec', message, place([], 'key'), hint);
    });
}

interface ProcessOptions extends AssembleOptions {
  readonly known: KnownServices;
  readonly moved: MovedPorts;
  /** At most one of these is null. */
  readonly service: DeclaredService | null;
  readonly instance: Instance | null;
  readonly edges: Dependencies;
  readonly problems: Finding[];
}

function processSpec(given: ProcessOptions): ProcessSpec {
  const dir = given.service?.base ?? given.dir;
  const options = { ...given, dir };
  const { service, instance, config, known, moved, leased, problems } = options;
  const table = service?.table ?? {};
  const place: PlaceOf = service?.place ?? ((path, part) => config.place(path, part));
  const hasPort = service !== null && writtenPort(service) !== undefined;
  const declaredPort = hasPort ? (instance?.port ?? settledPort(service, leased)) : undefined;
  const named = service === null ? {} : namedPorts(service, leased, instance?.number);
  checkBothPorts(options);
  const urlPort = service === null ? undefined : frontPort(service, leased);
  const front = frontOf(options);
  const exec = table.exec ?? instance?.entry.command ?? '';
  const socket = socketOf({ service, exec, front, problems });
  const port = socket === undefined ? declaredPort : urlPort;
  checkDirectory(options);
  return makeSpec({
    name: instance?.name ?? service!.name,
    exec,
    table,
    container: service?.container && movedContainer(service.container, moved),
    inside: service?.inside,
    endsAll: service?.endsAll,
    defaults: service?.defaults ?? config.defaults,
    dependencies: options.edges,
    dir: instance === null || table.exec !== undefined ? dir : options.procfileDir,
    projectDir: dir,
    checkout: options.checkout,
    env: processEnv(options, port, named),
    port,
    ports: named,
    front: socket === undefined ? front : undefined,
    socket,
    instancePort: instance?.port,
    place,
    unit: service?.unit === true,
    problems,
    expand: ({ text, key, port, shell }) => {
      if (service?.expands === false) return shell ? text : followPorts(text, moved);
      const at = key[0] === 'defaults' ? config.place(key, 'value') : place(key, 'value');
      const expanded = expand({
        text,
        place: at,
        port:
          (key[0] === 'url' && urlPort !== undefined ? String(urlPort) : port) ??
          (service?.isTakenOut('port') ? String(ANY_PORT) : undefined),
        own: { ports: named, checkout: options.checkout },
        known,
        problems,
        shell,
      });
      return key[0] === 'url' || (key[0] === 'health' && !shell) ? followPorts(expanded, moved) : expanded;
    },
  });
}

/**
 * The order of precedence, lowest first: project env files, variables of the instance, env files of the service, its
 * port.
 */
function processEnv(
  { env, service, instance, disk, dir, environ, problems }: ProcessOptions,
  port: number | undefined,
  ports: Readonly<Record<string, number>>,
) {
  const own = service?.table.env_file === undefined ? [] : [service.table.env_file].flat();
  const paths = own.map((file) => resolve(dir, file));
  const files = readEnvFiles({
    disk,
    paths,
    path: env['PATH'] ?? environ['PATH'],
    tolerate: ['no-such-file'],
    ...(service === null ? {} : { place: service.place(['env_file'], 'value') }),
  });
  problems.push(...files.problems);
  const named = Object.entries(ports).map(([name, number]) => [portVariable(name), String(number)] as const);
  return {
    ...{ ...(service?.withoutProjectEnv ? {} : env), ...instance?.env, ...files.env },
    ...(port === undefined ? {} : { PORT: String(port) }),
    ...Object.fromEntries(named),
  };
}

/** The first of `ports` is the port, so both keys together are a mistake. */
function checkBothPorts({ service, problems }: ProcessOptions): void {
  if (service?.table.port === undefined || service.table.ports === undefined) return;
  const message = `"${service.name}" has both "port" and "ports"`;
  const hint = 'remove "port": the first of "ports" is the port of the service';
  problems.push(error('bad-port', message, service.place(['port'], 'key'), hint));
}

/** Only a warning: a build or another service may create the directory. */
function checkDirectory({ service, disk, dir, checkout, problems }: ProcessOptions): void {
  if (service?.table.dir === undefined) return;
  const path = resolve(dir, withCheckout(service.table.dir, checkout));
  if (disk.kind(path) === 'directory') return;
  const message = `dir "${service.table.dir}" of "${service.name}" is not a directory now`;
  problems.push(warning('missing-directory', message, service.place(['dir'], 'value')));
}

function targetSpec({ name, table }: DeclaredTarget, edges: Dependencies): TargetSpec {
  return {
    kind: 'target',
    name,
    ...(table.description === undefined ? {} : { description: table.description }),
    ...edges,
    critical: table.critical ?? false,
    status: 'start',
    class: 'user',
  };
}

/** The instances of one entry share their tables, so each mistake would appear several times. */
function withoutRepeats(problems: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return problems.filter(({ message, place }) => {
    const key = JSON.stringify([
      message,
      place?.source.file,
      place !== null && 'path' in place ? place.path : place?.line,
    ]);
    return !seen.has(key) && seen.add(key);
  });
}
