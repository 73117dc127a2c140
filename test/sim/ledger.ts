import type { Event } from '../../src/core/event.ts';
import { buildGraph, closure, dependentsOf, type Graph } from '../../src/core/graph.ts';
import type { ServiceSpec } from '../../src/core/service.ts';
import type { Processes } from './processes.ts';

/** What has been asked for: the invariants hold the supervisor to this, not to what it believes itself. */
export class Ledger {
  readonly graph: Graph;
  readonly #specs: ReadonlyMap<string, ServiceSpec>;
  readonly #processes: Processes;
  readonly #up = new Set<string>();
  /** When something last happened that may end a run of the service. */
  readonly #provokedMs = new Map<string, number>();
  /** When its sources last changed. */
  readonly #changedMs = new Map<string, number>();
  /** When it was last asked to run anew. */
  readonly #askedMs = new Map<string, number>();
  /** Runs that are to be stopped only after their dependents. */
  readonly #ordered = new Map<string, number>();
  shutdown: 'no' | 'ordered' | 'forced' = 'no';

  constructor(parts: { specs: readonly ServiceSpec[]; processes: Processes }) {
    this.graph = buildGraph(parts.specs);
    this.#specs = new Map(parts.specs.map((spec) => [spec.name, spec]));
    this.#processes = parts.processes;
  }

  isUp(name: string): boolean {
    return this.#up.has(name);
  }

  provokedMs(name: string): number {
    return this.#provokedMs.get(name) ?? Number.NEGATIVE_INFINITY;
  }

  changedMs(name: string): number {
    return this.#changedMs.get(name) ?? Number.NEGATIVE_INFINITY;
  }

  askedMs(name: string): number {
    return this.#askedMs.get(name) ?? Number.NEGATIVE_INFINITY;
  }

  isOrdered(name: string, run: number): boolean {
    return this.shutdown !== 'forced' && this.#ordered.get(name) === run;
  }

  /** Everything that it requires, directly or through others. */
  requirementsOf(name: string): Set<string> {
    return closure([name], (other) => this.#specs.get(other)?.requires ?? []);
  }

  /** Takes note of an event before the supervisor gets it. */
  note(event: Event, nowMs: number): void {
    switch (event.type) {
      case 'start-requested':
        return this.#start(event.names, event.withDependencies, nowMs);
      case 'stop-requested': {
        const names = this.#members(event.names);
        for (const name of names) this.#up.delete(name);
        return this.#stopInOrder([...names, ...dependentsOf(this.graph, names)], nowMs);
      }
      case 'restart-requested':
        return this.#restart(event.names, event.dependents, nowMs);
      case 'kill-requested':
        for (const name of this.#members(event.names)) this.#provokedMs.set(name, nowMs);
        return;
      case 'shutdown-requested':
        return this.endsAll(event.force, nowMs);
      case 'files-changed':
        return this.#changed(event.name, nowMs);
      default:
    }
  }

  /** Everything is to end: a user said so, or the rule of `--exit-on`. */
  endsAll(force: boolean, nowMs: number): void {
    if (this.shutdown === 'no') this.#stopInOrder([...this.#specs.keys()], nowMs);
    if (force) this.shutdown = 'forced';
    else if (this.shutdown === 'no') this.shutdown = 'ordered';
  }

  #start(names: readonly string[], withDependencies: boolean, nowMs: number): void {
    if (this.shutdown !== 'no') return;
    const needs = (name: string) => {
      const spec = this.#specs.get(name);
      return spec ? [...spec.requires, ...spec.wants] : [];
    };
    const along = withDependencies ? closure(names, needs) : [];
    for (const name of [...names, ...along]) this.#up.add(name);
    for (const name of names) {
      if (this.#processes.of(name).at(-1)?.exitToldMs != null) this.#askedMs.set(name, nowMs);
    }
  }

  #restart(names: readonly string[], dependents: boolean, nowMs: number): void {
    if (this.shutdown !== 'no') return;
    const members = this.#members(names);
    for (const name of members) {
      this.#up.add(name);
      this.#askedMs.set(name, nowMs);
      this.#provokedMs.set(name, nowMs);
    }
    if (dependents) this.#stopInOrder([...members, ...dependentsOf(this.graph, members)], nowMs);
  }

  #changed(name: string, nowMs: number): void {
    const spec = this.#specs.get(name);
    if (spec?.kind === 'target' || spec?.watch?.action !== 'restart' || this.shutdown !== 'no') return;
    this.#changedMs.set(name, nowMs);
    if (!this.isUp(name)) return;
    this.#provokedMs.set(name, nowMs);
    this.#askedMs.set(name, nowMs);
  }

  #stopInOrder(names: readonly string[], nowMs: number): void {
    for (const name of names) {
      this.#provokedMs.set(name, nowMs);
      for (const tree of this.#processes.of(name)) {
        const ended = tree.told === 'exited' || tree.told === 'cleared' || tree.told === 'spawn-failed';
        if (!ended && tree.stoppedMs === null) this.#ordered.set(name, tree.run);
      }
    }
  }

  #members(names: readonly string[]): Set<string> {
    const inside = (name: string) => {
      const spec = this.#specs.get(name);
      return spec?.kind === 'target' ? [...spec.requires, ...spec.wants] : [];
    };
    return new Set([...names, ...closure(names, inside)]);
  }
}
