import type { ServiceSpec } from '../core/service.ts';
import type { Config, DeclaredService } from './config.ts';
import type { Disk } from './disk.ts';
import type { EnvFiles } from './env-files.ts';
import type { Finding, Source } from './finding.ts';
import type { Instance } from './instances.ts';
import { missingCommand } from './lint/command.ts';
import type { Lint, LintContext } from './lint/context.ts';
import { contradiction, emptyTarget, neverStarted } from './lint/graph.ts';
import { foreignHealth, oneshotHealth } from './lint/health.ts';
import { writtenPorts } from './lint/isolated.ts';
import { harshStop, killedForGood, shortTimes } from './lint/lifecycle.ts';
import { lostSocket } from './lint/socket.ts';
import { shadowedDefault, sharedEnvPort, twoPorts } from './lint/variables.ts';
import { missingWatch, watchedOutput } from './lint/watch.ts';

/** The checks that only `zdev check` makes: `zdev up` starts at once and does not repeat them at every start. */
const LINTS: readonly Lint[] = [
  neverStarted,
  contradiction,
  emptyTarget,
  oneshotHealth,
  foreignHealth,
  missingWatch,
  watchedOutput,
  missingCommand,
  shadowedDefault,
  twoPorts,
  sharedEnvPort,
  shortTimes,
  harshStop,
  killedForGood,
  writtenPorts,
  lostSocket,
];

interface LintOptions {
  readonly services: readonly ServiceSpec[];
  readonly dir: string;
  /** Null for a project of only a Procfile. */
  readonly config: Config | null;
  readonly procfile: Source | null;
  readonly instances: readonly Instance[];
  readonly projectEnv: EnvFiles;
  readonly environ: Readonly<Record<string, string | undefined>>;
  readonly isolated: boolean;
  readonly disk: Disk;
}

/** Finds likely mistakes in a project that is legal and has no errors. */
export function lint(options: LintOptions): Finding[] {
  const context = contextOf(options);
  return LINTS.flatMap((each) => each(context));
}

function contextOf({
  services,
  dir,
  config,
  procfile,
  instances,
  projectEnv,
  environ,
  isolated,
  disk,
}: LintOptions): LintContext {
  const units = [...(config?.services ?? []), ...(config?.targets ?? [])];
  const unitOf = (name: string) => {
    const instance = instances.find((each) => each.name === name);
    return { instance, unit: units.find((each) => each.name === (instance?.entry.name ?? name)) };
  };
  const place: LintContext['place'] = (name, path, part = 'value') => {
    const { instance, unit } = unitOf(name);
    const ofProcfile = path[0] === 'exec' && unit?.kind === 'service' && unit.table.exec === undefined;
    if (unit && !ofProcfile) return unit.place(path, part);
    return instance && procfile ? { source: procfile, line: instance.entry.line, column: 1 } : null;
  };
  return {
    // the instances of one entry share their tables, so each mistake would appear several times
    services: services.filter(({ name }) => (unitOf(name).instance?.number ?? 1) === 1),
    dir,
    defaults: config?.defaults ?? {},
    envFiles: projectEnv.files,
    env: projectEnv.env,
    placeOfEnv: (name) => projectEnv.places.get(name) ?? null,
    ofProcfile: new Set(instances.map(({ name }) => name)),
    path: environ['PATH'],
    isolated,
    writtenPorts: new Map((config?.services ?? []).flatMap(portsOf)),
    envOf: (name) => {
      const { unit } = unitOf(name);
      return unit?.kind === 'service' ? (unit.table.env ?? {}) : {};
    },
    disk,
    place,
    placeOfWatch: (name, index) => {
      const { unit } = unitOf(name);
      const isList = unit?.kind === 'service' && Array.isArray(unit.table.watch);
      return place(name, isList ? ['watch', index] : ['watch', 'paths', index]);
    },
    placeOutside: (path) => config?.place(path, 'key') ?? { source: { file: '', text: '' }, line: null, column: null },
    placeOfEdge: (name, list, to) => {
      const entry = unitOf(to).instance?.entry.name;
      const index = unitOf(name).unit?.table[list]?.findIndex((each) => each === to || each === entry) ?? -1;
      return index < 0 ? null : place(name, [list, index]);
    },
  };
}

function portsOf({ name, table }: DeclaredService): (readonly [number, string])[] {
  const written = [table.port, ...Object.values(table.ports ?? {})];
  return written.flatMap((port) => (typeof port === 'number' ? [[port, name] as const] : []));
}
