import type { Effect } from './effect.ts';
import { buildGraph } from './graph.ts';
import { ServiceTable } from './service-table.ts';
import type { Service, State } from './state.ts';

/**
 * The working copy of a state within one `step`. Services are replaced and never changed; the table is copied at the
 * first change. A draft lives no longer than its step.
 */
export class Draft {
  readonly effects: Effect[] = [];
  readonly nowMs: number;
  #base: State;
  #services: ServiceTable | null = null;
  #touched = new Set<string>();

  constructor(state: State, nowMs: number) {
    this.#base = state;
    this.nowMs = nowMs;
  }

  get state(): State {
    return this.#services ? { ...this.#base, services: this.#services } : this.#base;
  }

  get graph() {
    return this.#base.graph;
  }

  get exitOn() {
    return this.#base.exitOn;
  }

  get shutdown() {
    return this.#base.shutdown;
  }

  set shutdown(shutdown: State['shutdown']) {
    this.#base = { ...this.#base, shutdown };
  }

  get finished() {
    return this.#base.finished;
  }

  /** Asks the supervisor to end, once. Nothing is left to do. */
  finish(): void {
    if (this.#base.finished) return;
    this.#base = { ...this.#base, finished: true };
    this.emit({ type: 'finish' });
  }

  get services(): ReadonlyMap<string, Service> {
    return this.#services ?? this.#base.services;
  }

  get(name: string): Service | undefined {
    return this.services.get(name);
  }

  /** The services that this step has changed so far. Only these, and what follows from them, need work. */
  get touched(): ReadonlySet<string> {
    return this.#touched;
  }

  /**
   * Installs another set of services and its graph. Of a service that is no longer in it, only the run number is
   * remembered.
   */
  replace(services: ReadonlyMap<string, Service>): void {
    const gone = [...this.services.values()].filter(({ spec }) => !services.has(spec.name));
    const { pastRuns } = this.#base;
    this.#services = ServiceTable.copyOf(services);
    this.#touched = new Set(services.keys());
    this.#base = {
      ...this.#base,
      graph: buildGraph([...services.values()].map((service) => service.spec)),
      pastRuns: gone.length === 0 ? pastRuns : new Map([...pastRuns, ...gone.map(runsOf)]),
    };
  }

  /** The number of the last run of a service with this name. */
  runsOf(name: string): number {
    return this.get(name)?.runs ?? this.#base.pastRuns.get(name) ?? 0;
  }

  /** Replaces some fields of a service. A new phase sets its `sinceMs`. */
  update(name: string, patch: Partial<Service>): Service {
    const old = this.services.get(name);
    if (!old) throw new Error(`no service ${name}`);
    this.#services ??= ServiceTable.copyOf(this.#base.services);
    this.#touched.add(name);
    const isNew = patch.phase && patch.phase.is !== old.phase.is;
    const service = { ...old, ...(isNew ? { sinceMs: this.nowMs } : {}), ...patch };
    this.#services.replace(name, service);
    return service;
  }

  emit(effect: Effect): void {
    this.effects.push(effect);
  }
}

const runsOf = ({ spec, runs }: Service): [string, number] => [spec.name, runs];
