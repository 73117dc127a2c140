import { buildGraph, closure, type Graph } from '../../src/core/graph.ts';
import { isExternal, type ServiceSpec } from '../../src/core/service.ts';
import { needsOf } from './project.ts';

/** The services of the config, and those that it no longer has while something of them lives. */
export class KnownServices {
  #specs: ReadonlyMap<string, ServiceSpec>;
  /** What processes of a name were last specified as that the config no longer has, or has as a target. */
  readonly #former = new Map<string, ServiceSpec>();
  #graph: Graph;

  constructor(specs: readonly ServiceSpec[]) {
    this.#specs = new Map(specs.map((spec) => [spec.name, spec]));
    this.#graph = buildGraph(specs);
  }

  /** Those of the config. */
  get specs(): ReadonlyMap<string, ServiceSpec> {
    return this.#specs;
  }

  /** Of the config, and of what still lives of what it had. */
  get graph(): Graph {
    return this.#graph;
  }

  get names(): string[] {
    return [...this.#specs.keys(), ...this.#former.keys()];
  }

  isExternal(name: string): boolean {
    const spec = this.#specs.get(name);
    return spec !== undefined && isExternal(spec);
  }

  isFormer(name: string): boolean {
    return this.#former.has(name);
  }

  /** The config no longer has it so, and something of it lives. */
  addFormer(spec: ServiceSpec): void {
    this.#former.set(spec.name, spec);
  }

  /** The config was read again, or knows more by now. */
  replace(specs: ReadonlyMap<string, ServiceSpec>): void {
    this.#specs = specs;
    for (const name of this.#former.keys()) if (this.#hasProcess(name)) this.#former.delete(name);
    this.#draw();
  }

  /** The same services with other variables. */
  respecify(specs: ReadonlyMap<string, ServiceSpec>): void {
    this.#specs = specs;
  }

  /** Another supervisor goes on with a run that the config had no more when it was killed: it knows how to end it. */
  leave(spec: ServiceSpec): void {
    if (this.#hasProcess(spec.name)) return;
    this.#former.set(spec.name, withoutEdges(spec));
    this.#draw();
  }

  /** Nothing of it lives any more. */
  isGone(name: string): void {
    if (this.#former.delete(name)) this.#draw();
  }

  /** Another supervisor knows those of its journal. */
  resume(specs: ReadonlyMap<string, ServiceSpec>): void {
    this.#specs = specs;
    this.#former.clear();
  }

  /** What is started along with these. */
  neededBy(names: readonly string[]): Set<string> {
    return closure(names, (name) => this.#needsOf(name));
  }

  /** These, and what is in those of them that are targets. */
  members(names: readonly string[]): Set<string> {
    const inside = (name: string) => (this.#specs.get(name)?.kind === 'target' ? this.#needsOf(name) : []);
    return new Set([...names, ...closure(names, inside)].filter((name) => !this.isExternal(name)));
  }

  /** Everything that it requires, directly or through others. */
  requirementsOf(name: string): Set<string> {
    return closure([name], (other) => this.#specs.get(other)?.requires ?? []);
  }

  #needsOf(name: string): string[] {
    const spec = this.#specs.get(name);
    return spec ? needsOf(spec) : [];
  }

  #hasProcess(name: string): boolean {
    return this.#specs.has(name) && this.#specs.get(name)?.kind !== 'target';
  }

  #draw(): void {
    const present = [...this.#specs.values()].filter(({ name }) => !this.#former.has(name));
    this.#graph = buildGraph([...present, ...this.#former.values()]);
  }
}

/** All that another supervisor knows of what is on its way out is how to end it. */
export function withoutEdges(spec: ServiceSpec): ServiceSpec {
  return { ...spec, requires: [], after: [], ended: [], wants: [], conflicts: [] };
}
