import { error, type Finding, type Place, warning } from './finding.ts';
import { parseFormation } from './formation.ts';
import type { ProcfileEntry } from './procfile.ts';

/** One process of a Procfile entry. */
export interface Instance {
  /** `web` if its entry has only one, else `web.1`, `web.2` and so on. */
  readonly name: string;
  readonly entry: ProcfileEntry;
  /** From 1. */
  readonly number: number;
  readonly port: number;
  /**
   * The variables that zdev sets in addition to the env files: `PORT`, `PS`, and their names in other tools of the
   * family.
   */
  readonly env: Readonly<Record<string, string>>;
}

interface InstanceOptions {
  readonly entries: readonly ProcfileEntry[];
  readonly formation?: string | undefined;
  /** The option `-p`. */
  readonly basePort?: number | undefined;
  /** The option `-P`. */
  readonly portStep?: number | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** The place where an env file sets a variable. */
  readonly places: ReadonlyMap<string, Place>;
  /** Ports that zinit.toml sets, by process type. */
  readonly fixedPorts?: ReadonlyMap<string, number> | undefined;
  /** The port that was leased for one instance. */
  readonly leasedPort?: (type: string, number: number) => number | undefined;
  readonly environ: Readonly<Record<string, string | undefined>>;
}

const PORT_STEP = 100;

/** Above this number, instances do not get each other's ports, because each start would copy all of them. */
const MAX_TOLD = 100;

interface Instances {
  readonly instances: readonly Instance[];
  /** The first port of each process type, whether it has an instance or not. */
  readonly ports: ReadonlyMap<string, number>;
  readonly problems: readonly Finding[];
}

/**
 * The processes of a Procfile with names and ports. The port grows by a step (100) for each entry, used or not, and by
 * 1 for each instance.
 */
export function makeInstances(options: InstanceOptions): Instances {
  const { entries, formation, fixedPorts, leasedPort = () => undefined } = options;
  const names = entries.map((entry) => entry.name);
  const { counts, problems } = parseFormation(formation, names);
  if (entries.length === 0) return { instances: [], ports: new Map(), problems };
  const base = basePort(options, problems);
  const step = options.portStep ?? PORT_STEP;
  const first = new Map(
    entries.map(({ name, index }) => [name, fixedPorts?.get(name) ?? base + index * step] as const),
  );
  const bare = entries.flatMap((entry) => {
    const count = counts.get(entry.name)!;
    return Array.from({ length: count }, (_, n) => ({
      name: count === 1 ? entry.name : `${entry.name}.${n + 1}`,
      entry,
      number: n + 1,
      port: leasedPort(entry.name, n + 1) ?? first.get(entry.name)! + n,
    }));
  });
  const beyond = bare.find(({ port }) => port > 65_535);
  if (beyond !== undefined) {
    problems.push(
      warning(
        'bad-port',
        `"${beyond.name}" gets port ${beyond.port}, which does not exist`,
        null,
        'use a lower base port',
      ),
    );
  }
  const ports = new Map([...first].map(([name, port]) => [name, leasedPort(name, 1) ?? port] as const));
  return { instances: bare.map((instance) => ({ ...instance, env: identity(instance, bare) })), ports, problems };
}

/** The base port: `-p`, else `PORT` of the env files, else of the caller's environment, else 5000. */
function basePort({ basePort: given, env, places, environ }: InstanceOptions, problems: Finding[]): number {
  if (given !== undefined) return given;
  const text = env['PORT'] || environ['PORT'] || '5000';
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  const [whose, place] = env['PORT'] ? ['an env file', places.get('PORT') ?? null] : ['the environment', null];
  const hint = 'use a number from 0 to 65535, or set another base port with -p';
  problems.push(error('bad-port', `PORT of ${whose}, "${text}", is not a port number`, place, hint));
  return 5000;
}

type Bare = Omit<Instance, 'env'>;

function identity(self: Bare, all: readonly Bare[]): Record<string, string> {
  const label = `${self.entry.name}.${self.number}`;
  const env: Record<string, string> = {
    PORT: String(self.port),
    PS: label,
    FOREMAN_WORKER_NAME: label,
    HONCHO_PROCESS_NAME: label,
  };
  for (const { name, port } of all.length <= MAX_TOLD ? all : []) {
    if (name !== self.name) env[`OVERMIND_PROCESS_${name.replace(/[^A-Za-z0-9_]/g, '_')}_PORT`] = String(port);
  }
  return env;
}
