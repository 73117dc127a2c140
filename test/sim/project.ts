import type { ContainerSpec } from '../../src/core/container.ts';
import { closure } from '../../src/core/graph.ts';
import {
  endedOf,
  type FrontSpec,
  type HealthSpec,
  type Lifecycle,
  type ProcessSpec,
  type ServiceSpec,
  type WatchSpec,
} from '../../src/core/service.ts';
import type { Random } from './random.ts';

type Edges = Pick<ServiceSpec, 'requires' | 'after' | 'ended' | 'wants' | 'conflicts'>;

/** Programs exit with it now and then; to some services it is as good as 0. */
export const ODD_CODE = 3;

/** What a project has beyond processes of its own on this machine: the share of its services that have each. */
export interface Beyond {
  readonly fronts: number;
  readonly containers: number;
  readonly keys: number;
  readonly externals: number;
}

export function randomBeyond(random: Random): Beyond {
  const share = (most: number) => (random.chance(0.3) ? random.next() * most : 0);
  return { fronts: share(1), containers: share(1), keys: share(0.8), externals: share(0.8) };
}

/** A project of 2 to 12 services, oneshots and targets. Edges lead to earlier ones only, so there is no cycle. */
export function randomProject(random: Random): ServiceSpec[] {
  const specs: ServiceSpec[] = [];
  const count = random.int(2, random.chance(0.2) ? 12 : 7);
  const density = random.pick([0.1, 0.25, 0.5]);
  const builds = random.pick([0, 0.25, 0.8]);
  for (let i = 0; i < count; i++) {
    specs.push(randomSpec(random, { name: `s${i}`, edges: randomEdges(random, specs, density), builds }));
  }
  return specs;
}

/** Edges lead to earlier ones only, so there is no cycle. Nothing conflicts with what it needs. */
export function randomEdges(random: Random, earlier: readonly ServiceSpec[], density: number): Edges {
  const names = earlier.map((spec) => spec.name);
  const requires = random.some(names, density).slice(0, 3);
  const wants = random.some(names, density / 3);
  const after = random.some(names, density / 3);
  const ended = random.some(names, density / 6);
  const byName = new Map(earlier.map((spec) => [spec.name, spec]));
  const needs = [...requires, ...ended, ...wants];
  const needed = closure(needs, (name) => {
    const spec = byName.get(name);
    return spec ? needsOf(spec) : [];
  });
  const strangers = names.filter((name) => !needs.includes(name) && !needed.has(name));
  return { requires, wants, after, ended, conflicts: random.some(strangers, 0.08) };
}

/** What is started along with it. */
export function needsOf(spec: ServiceSpec): string[] {
  return [...spec.requires, ...endedOf(spec), ...spec.wants];
}

export function randomSpec(random: Random, parts: { name: string; edges: Edges; builds: number }): ServiceSpec {
  const { name, edges, builds } = parts;
  const common = { name, ...edges, critical: false, status: randomStatus(random), class: 'user' } as const;
  const roll = random.next();
  if (roll < 0.12) return { ...common, kind: 'target' };
  const kind = roll < 0.3 ? 'oneshot' : 'service';
  const watch = random.chance(0.2 + builds) ? randomWatch(random) : null;
  return {
    ...common,
    kind,
    exec: `run ${name}`,
    dir: '/project',
    env: { FILE: '0' },
    tty: false,
    logging: { bufferLines: 100 },
    lifecycle: randomLifecycle(random, kind),
    ...(random.chance(builds) ? { build: `build ${name}` } : {}),
    ...(random.chance(0.2) ? { port: 1000 + random.int(0, 1) } : {}),
    ...(kind === 'service' && random.chance(0.6) ? { health: randomHealth(random) } : {}),
    ...(watch ? { watch } : {}),
    ...(random.chance(0.2) ? { canDie: true as const } : {}),
  };
}

/** The same with a front, in a container, or stopped by keys, perhaps. */
export function withBeyond(random: Random, spec: ProcessSpec, beyond: Beyond): ProcessSpec {
  const hasFront = spec.kind === 'service' && random.chance(beyond.fronts);
  const isContained = random.chance(beyond.containers);
  const front = hasFront ? { port: spec.port ?? 1000, front: randomFront(random) } : {};
  const keys = random.chance(beyond.keys) ? { lifecycle: { ...spec.lifecycle, stopKeys: ['C-c'] } } : {};
  const { health, ...rest } = spec;
  const contained = isContained ? { container: container(spec.name) } : health ? { health } : {};
  return { ...rest, ...front, ...keys, ...contained };
}

function randomFront(random: Random): FrontSpec {
  return {
    listen: [{ host: null, port: 3000 }],
    connectTimeoutMs: 30_000,
    onDemand: random.chance(0.6),
    idleTimeoutMs: random.pick([0, 200, 2000]),
    single: false,
  };
}

/** Its health check is that of its image, if it has one. */
function container(name: string): ContainerSpec {
  return {
    ...{ engines: ['docker'], name, image: name, title: `image ${name}`, build: null, pull: 'missing' },
    ...{ ports: [], options: [], entrypoint: [], words: [], variables: [], network: null, hosts: [] },
    ...{ init: null, stopSignal: null, check: 'image', here: '' },
  };
}

/** What an image has as its health check; null: nothing. The same for each run of a name. */
export function healthOfImage(name: string): HealthSpec | null {
  const number = Number(/\d+$/.exec(name)?.[0] ?? 0);
  if (number % 3 === 0) return null;
  return {
    ...{ type: 'exec', target: 'look', inside: ['look'] },
    ...{ intervalMs: 500, timeoutMs: 400, retries: 2, startPeriodMs: 0, onFailure: 'report' },
  };
}

function randomStatus(random: Random): ServiceSpec['status'] {
  return random.chance(0.8) ? 'start' : random.pick(['stop', 'ignore']);
}

function randomLifecycle(random: Random, kind: ProcessSpec['kind']): Lifecycle {
  const restartDelayMs = random.pick([0, 10, 100, 1000]);
  return {
    restart: kind === 'oneshot' && random.chance(0.7) ? 'never' : random.pick(['always', 'on-failure', 'never']),
    restartDelayMs,
    restartDelayMaxMs: restartDelayMs * random.pick([1, 4, 8]),
    maxRestarts: random.pick([0, 1, 3, 10]),
    stabilityPeriodMs: random.pick([300, 1000, 5000]),
    startTimeoutMs: random.pick([0, 400, 1000, 3000]),
    readyAfterMs: random.pick([0, 25, 200]),
    stopTimeoutMs: random.pick([50, 300, 2000]),
    stopSignal: random.pick(['SIGTERM', 'SIGINT']),
    onDependencyRestart: random.chance(0.3) ? 'restart' : 'ignore',
    ...(random.chance(0.2) ? { stopCommand: 'stop it' } : {}),
    ...(random.chance(0.2) ? { successExitCodes: [ODD_CODE] } : {}),
  };
}

function randomHealth(random: Random): HealthSpec {
  return {
    type: random.pick(['tcp', 'http', 'exec', 'log']),
    target: 'somewhere',
    intervalMs: random.pick([100, 500, 2000]),
    timeoutMs: random.pick([50, 400]),
    retries: random.int(1, 3),
    startPeriodMs: random.chance(0.3) ? random.int(1, 300) : 0,
    onFailure: random.chance(0.4) ? 'restart' : 'report',
  };
}

function randomWatch(random: Random): WatchSpec {
  const action = random.chance(0.75) ? 'restart' : random.pick(['signal', 'none'] as const);
  return { paths: ['src'], ignore: [], debounceMs: 30, action, signal: 'SIGHUP' };
}

/** It waits for its first connection, where others are started. */
export function isOnDemand(spec: ServiceSpec | undefined): boolean {
  return spec?.kind === 'service' && spec.front?.onDemand === true && spec.status === 'start';
}

/** What sleeps goes on with that under such a spec. */
export function maySleep(spec: ServiceSpec | undefined): boolean {
  return spec?.kind === 'service' && (spec.front?.onDemand === true || (spec.front?.idleTimeoutMs ?? 0) > 0);
}
