import type { Service } from './state.ts';

/**
 * The services by name, in the order of the config. A step that changes one of a thousand copies the row of pointers and
 * shares the index: a `Map` would be built anew, at a hundred times the cost.
 */
export class ServiceTable implements ReadonlyMap<string, Service> {
  readonly index: ReadonlyMap<string, number>;
  readonly rows: Service[];

  private constructor(index: ReadonlyMap<string, number>, rows: Service[]) {
    this.index = index;
    this.rows = rows;
  }

  /** A table that nobody else changes. */
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

  /** Puts another in the place of one that is there. @throws Error when there is none of this name */
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
