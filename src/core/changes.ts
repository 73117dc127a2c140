import type { Service, State } from './state.ts';

/** A service that one event has changed; `before` is undefined for one that was not there. */
export interface ServiceChange {
  readonly name: string;
  readonly service: Service;
  readonly before: Service | undefined;
}

/** Is told what has become of a state. `touched`: the services that may have changed; see `changedServices`. */
export type Changed = (next: State, previous: State, touched: ReadonlySet<string>) => void;

/**
 * The services of `next` that are not as in `previous`, each after what it depends on. With `touched`, what `step` says it
 * has changed on the way from one to the other, only these are looked at: a project may have thousands.
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
