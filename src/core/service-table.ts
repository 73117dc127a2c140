import type { Service } from './state.ts';

/**
 * The services by name, in the order of the config. A step that changes one service of a thousand copies only the array
 * of rows and shares the index. A `Map` would have to be built again, which costs a hundred times as much.
 */
export class ServiceTable implements ReadonlyMap<string, Service> {
  readonly index: ReadonlyMap<string, number>;
  readonly rows: Service[];

  private constructor(index: ReadonlyMap<string, number>, rows: Service[]) {
    this.index = index;
    this.rows = rows;
  }

  /** Returns a table that nothing else changes. */
  static copyOf(services: ReadonlyMap<string, Service>): ServiceTable {
    if (services instanceof ServiceTable) return new ServiceTable(services.index, services.rows.slice());
    return new ServiceTable(new Map([...services.keys()].map((name, at) => [name, at])), [...services.values()]);
  }

  get size(): number {
    return this.rows.length;
  }

  get(name: string): Service | undefined {
    const at = this.index.get(name);
    return at === undefined ? undefined : this.rows[at];
  }

  has(name: string): boolean {
    return this.index.has(name);
  }

  /** Replaces the service of this name. @throws Error when there is none */
  replace(name: string, service: Service): void {
    const at = this.index.get(name);
    if (at === undefined) throw new Error(`no service ${name}`);
    this.rows[at] = service;
  }

  keys(): MapIterator<string> {
    return this.index.keys();
  }

  values(): MapIterator<Service> {
    return this.rows.values();
  }

  *entries(): MapIterator<[string, Service]> {
    for (const [name, at] of this.index) yield [name, this.rows[at] as Service];
  }

  [Symbol.iterator](): MapIterator<[string, Service]> {
    return this.entries();
  }

  forEach(visit: (service: Service, name: string, all: ReadonlyMap<string, Service>) => void): void {
    for (const [name, service] of this) visit(service, name, this);
  }
}
