import { isDeepStrictEqual } from 'node:util';
import { closure } from '../../src/core/graph.ts';
import { endedOf, type ProcessSpec, type ServiceSpec, type TargetSpec } from '../../src/core/service.ts';
import { externalSpec } from './neighbours.ts';
import { type Beyond, needsOf, randomBeyond, randomEdges, randomProject, randomSpec, withBeyond } from './project.ts';
import type { Random } from './random.ts';

/** What became of one name when the config was edited. `run`: what a process is born with is another now. */
export type Edit = 'same' | 'added' | 'removed' | 'place' | 'run' | 'kind';

const MOST_SERVICES = 12;

/** The project's config, as a user edits it. It knows which edits a run has to be replaced for: the core must find out. */
export class Config {
  /** In an order in which edges lead to earlier ones only. */
  #list: readonly ServiceSpec[];
  #earlier: (readonly ServiceSpec[])[] = [];
  #names: number;
  #version = 0;
  readonly #random: Random;
  readonly #aside: Random;
  readonly #endsAll: number;
  readonly #further: Random;
  readonly #beyond: Beyond;
  /** The services of other projects that it may wait for. It has those that somebody requires. */
  readonly #externals: readonly TargetSpec[];
  readonly #removed = new Set<string>();
  /** What the env file of a name says now. */
  readonly #envFiles = new Map<string, number>();
  /** Every stop timeout that a name has had. */
  readonly #stopTimeouts = new Map<string, number>();
  /** As they stand in the file. */
  specs: readonly ServiceSpec[] = [];
  byName: ReadonlyMap<string, ServiceSpec> = new Map();

  /** By the numbers of `aside` and `further` some things are decided alone, so that all else is as it would be without these. */
  constructor(random: Random, aside: Random, further: Random) {
    this.#random = random;
    this.#aside = aside;
    this.#endsAll = aside.chance(0.1) ? 0.25 : 0;
    this.#further = further;
    this.#beyond = randomBeyond(further);
    this.#externals = this.#beyond.externals > 0 ? [externalSpec('api'), externalSpec('db')] : [];
    this.#list = randomProject(random).map((spec) => this.#withMore(this.#perhapsTheEnd(spec)));
    this.#names = this.#list.length;
    this.#write(this.#list);
  }

  /** Whether anything comes from outside: connections, or news of other projects. */
  get isConnected(): boolean {
    return this.#beyond.fronts > 0 || this.#beyond.externals > 0;
  }

  /** The shortest time that a run of this name may have been given to stop. */
  stopTimeoutMs(name: string): number {
    return this.#stopTimeouts.get(name) ?? 0;
  }

  /** An env file is saved. Who reads the config, or starts a run, finds what it says now. */
  saveEnvFile(name: string): void {
    this.#envFiles.set(name, (this.#envFiles.get(name) ?? 0) + 1);
  }

  /** The environment that a process has which starts now. */
  envOf(spec: ProcessSpec): ProcessSpec['env'] {
    const file = String(this.#envFiles.get(spec.name) ?? 0);
    return spec.env['FILE'] === file ? spec.env : { ...spec.env, FILE: file };
  }

  /** A run has begun with what its env file said then. Where the config was not read since, that is what it says. */
  born({ name, env }: ProcessSpec, found: ProcessSpec['env']): void {
    const now = this.byName.get(name);
    if (!now || now.kind === 'target' || !isDeepStrictEqual(now.env, env)) return;
    const renewed = (spec: ServiceSpec) => (spec === now ? { ...now, env: found } : spec);
    this.#list = this.#list.map(renewed);
    this.specs = this.specs.map(renewed);
    this.byName = new Map([...this.byName.values()].map(renewed).map((spec) => [spec.name, spec]));
  }

  /** The config is read, and was not edited. */
  read(): void {
    this.#write(this.#list);
  }

  /** Some lines are changed, or the last edit is undone. Says what that means for each name that there was or is. */
  edit(): ReadonlyMap<string, Edit> {
    const before = this.#list;
    const old = this.byName;
    const undone = this.#random.chance(0.2) ? this.#earlier.pop() : undefined;
    if (!undone) this.#earlier.push(before);
    let list = undone ?? before;
    if (!undone) for (let i = this.#random.int(1, 3); i > 0; i--) list = sane(this.#editOnce(list), this.#externals);
    this.#write(list);
    const names = new Set([...old.keys(), ...this.byName.keys()]);
    return new Map([...names].map((name) => [name, whatChanged(old.get(name), this.byName.get(name))]));
  }

  #editOnce(list: readonly ServiceSpec[]): readonly ServiceSpec[] {
    const random = this.#random;
    const roll = random.next();
    const at = random.int(0, list.length - 1);
    const spec = list[at];
    if (!spec || (roll < 0.25 && list.length < MOST_SERVICES)) return [...list, this.#another(list)];
    if (roll < 0.5) return list.length > 1 ? list.filter((other) => other !== spec) : list;
    const edited = (next: ServiceSpec) => list.toSpliced(at, 1, next);
    if (roll < 0.58) return edited({ ...spec, description: `number ${this.#version++}` });
    const edges = this.#withExternals(randomEdges(random, list.slice(0, at), 0.25));
    if (roll < 0.68) return edited({ ...spec, ...edges });
    const { requires, after, ended, wants, conflicts } = roll < 0.75 ? edges : spec;
    const same = { name: spec.name, edges: { requires, after, ended: ended ?? [], wants, conflicts }, builds: 0.3 };
    if (roll < 0.85) return edited(this.#fresh(same, (other) => other.kind !== spec.kind));
    if (roll < 0.95) return edited(this.#fresh(same, (other) => other.kind === spec.kind));
    return edited(spec.kind === 'target' ? { ...spec, ...edges } : this.#numbered({ ...spec }));
  }

  #another(list: readonly ServiceSpec[]): ServiceSpec {
    const gone = [...this.#removed].filter((name) => !list.some((spec) => spec.name === name));
    const name = gone.length > 0 && this.#random.chance(0.7) ? this.#random.pick(gone) : `s${this.#names++}`;
    const edges = randomEdges(this.#random, list, 0.25);
    return this.#fresh({ name, edges, builds: 0.3 }, () => true);
  }

  #fresh(parts: Parameters<typeof randomSpec>[1], fits: (spec: ServiceSpec) => boolean): ServiceSpec {
    for (;;) {
      const spec = randomSpec(this.#random, parts);
      if (fits(spec)) return spec.kind === 'target' ? spec : this.#numbered(this.#withMore(this.#perhapsTheEnd(spec)));
    }
  }

  /** Its end, or its failure, is that of all. */
  #perhapsTheEnd<T extends ServiceSpec>(spec: T): T {
    if (spec.kind === 'target' || !this.#aside.chance(this.#endsAll)) return spec;
    return { ...spec, endsAll: this.#aside.pick(['any', 'failure'] as const) };
  }

  /** What it has beyond a process on this machine. */
  #withMore<T extends ServiceSpec>(spec: T): T {
    const connected = { ...spec, ...this.#withExternals(spec) };
    if (connected.kind === 'target') return connected;
    return withBeyond(this.#further, connected as ProcessSpec, this.#beyond) as T;
  }

  #withExternals<T extends Pick<ServiceSpec, 'requires'>>(edges: T): T {
    const more = this.#further.some(this.#externals, this.#beyond.externals / 2).map(({ name }) => name);
    return more.length === 0 ? edges : { ...edges, requires: [...new Set([...edges.requires, ...more])] };
  }

  #numbered(spec: ProcessSpec): ProcessSpec {
    return { ...spec, env: { ...spec.env, VERSION: String(++this.#version) } };
  }

  #withEnv(spec: ServiceSpec): ServiceSpec {
    const env = spec.kind === 'target' ? null : this.envOf(spec);
    return env === null || env === (spec as ProcessSpec).env ? spec : { ...(spec as ProcessSpec), env };
  }

  #write(list: readonly ServiceSpec[]): void {
    for (const { name } of this.#list) if (!list.some((spec) => spec.name === name)) this.#removed.add(name);
    const read = list.map((spec) => this.#withEnv(spec));
    this.#list = read;
    const awaited = this.#externals.filter(({ name }) => read.some(({ requires }) => requires.includes(name)));
    const all = [...read, ...awaited];
    this.specs = this.#random.shuffle(all);
    this.byName = new Map(all.map((spec) => [spec.name, spec]));
    for (const spec of list) {
      if (spec.kind === 'target') continue;
      const least = Math.min(
        this.#stopTimeouts.get(spec.name) ?? Number.POSITIVE_INFINITY,
        spec.lifecycle.stopTimeoutMs,
      );
      this.#stopTimeouts.set(spec.name, least);
    }
  }
}

/** Two specs of one name: everything that a process is born with comes with another version. */
export function whatChanged(old: ServiceSpec | undefined, now: ServiceSpec | undefined): Edit {
  if (!now) return 'removed';
  if (!old) return 'added';
  if (old === now) return 'same';
  if ((old.kind === 'target') !== (now.kind === 'target')) return 'kind';
  if (old.kind === 'target' || now.kind === 'target') return 'place';
  return isDeepStrictEqual(old.env, now.env) ? 'place' : 'run';
}

/** Names that are gone are mentioned nowhere, and nothing conflicts with what it needs. */
function sane(list: readonly ServiceSpec[], externals: readonly TargetSpec[]): readonly ServiceSpec[] {
  const names = new Set([...list, ...externals].map((spec) => spec.name));
  const there = (edges: readonly string[]) =>
    edges.every((name) => names.has(name)) ? edges : edges.filter((name) => names.has(name));
  const kept = list.map((spec) => {
    const edges = {
      requires: there(spec.requires),
      after: there(spec.after),
      ended: there(endedOf(spec)),
      wants: there(spec.wants),
      conflicts: there(spec.conflicts),
    };
    const same = (Object.keys(edges) as (keyof typeof edges)[]).every((key) => edges[key] === spec[key]);
    return same ? spec : { ...spec, ...edges };
  });
  const byName = new Map(kept.map((spec) => [spec.name, spec]));
  return kept.map((spec) => {
    const needed = closure([spec.name], (name) => {
      const other = byName.get(name);
      return other ? needsOf(other) : [];
    });
    const conflicts = spec.conflicts.filter((name) => !needed.has(name));
    return conflicts.length === spec.conflicts.length ? spec : { ...spec, conflicts };
  });
}
