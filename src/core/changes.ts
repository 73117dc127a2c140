import type { Service, State } from './state.ts';

/** A service that one event changed. `before` is undefined if the service did not exist. */
export interface ServiceChange {
  readonly name: string;
  readonly service: Service;
  readonly before: Service | undefined;
}

/** Receives a new state. `touched` names the services that may have changed; see `changedServices`. */
export type Changed = (next: State, previous: State, touched: ReadonlySet<string>) => void;

/**
 * Returns the services of `next` that differ from `previous`, each after its dependencies. With `touched` (from
 * `step`), only those services are compared: a project may have thousands.
 */
export function changedServices(next: State, previous: State, touched?: ReadonlySet<string>): readonly ServiceChange[] {
  const changes: ServiceChange[] = [];
  for (const name of touched ? inOrder(touched, next) : next.services.keys()) {
    const service = next.services.get(name);
    const before = previous.services.get(name);
    if (service && service !== before) changes.push({ name, service, before });
  }
  return changes;
}

function inOrder(touched: ReadonlySet<string>, { graph }: State): readonly string[] {
  const place = (name: string) => graph.position.get(name) ?? 0;
  return touched.size < 2 ? [...touched] : [...touched].sort((a, b) => place(a) - place(b));
}
