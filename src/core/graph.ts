import { endedOf, type ServiceSpec } from './service.ts';

/** The dependency graph, computed once from the specs. Names without a service are left out. */
export interface Graph {
  /** All names, each after the names that it requires, runs after, or waits to end. Otherwise in declared order. */
  readonly order: readonly string[];
  /** The index of a name in `order`. */
  readonly position: ReadonlyMap<string, number>;
  /** Direct dependents by `requires`. */
  readonly requiredBy: ReadonlyMap<string, readonly string[]>;
  /** Direct dependents by `after` and `ended`. */
  readonly followedBy: ReadonlyMap<string, readonly string[]>;
  /** `conflicts`, in both directions. */
  readonly conflicts: ReadonlyMap<string, readonly string[]>;
  /**
   * Whether there is a cycle. No config has one, but a service that is being stopped may have an edge that contradicts
   * its new spec.
   */
  readonly isCyclic: boolean;
}

/** Builds the graph. The config refuses cycles. If one gets here, its members come in declared order. */
export function buildGraph(specs: readonly ServiceSpec[]): Graph {
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  const requiredBy = new Map<string, string[]>(specs.map((spec) => [spec.name, []]));
  const followedBy = new Map<string, string[]>(specs.map((spec) => [spec.name, []]));
  const conflicts = new Map<string, Set<string>>(specs.map((spec) => [spec.name, new Set()]));
  for (const spec of specs) {
    for (const name of spec.requires) requiredBy.get(name)?.push(spec.name);
    for (const name of [...spec.after, ...endedOf(spec)]) followedBy.get(name)?.push(spec.name);
    for (const name of spec.conflicts) {
      if (!byName.has(name) || name === spec.name) continue;
      conflicts.get(spec.name)?.add(name);
      conflicts.get(name)?.add(spec.name);
    }
  }
  const { order, isCyclic } = topologicalOrder(specs, byName);
  return {
    order,
    position: new Map(order.map((name, at) => [name, at])),
    requiredBy,
    followedBy,
    conflicts: new Map([...conflicts].map(([name, others]) => [name, [...others]])),
    isCyclic,
  };
}

function topologicalOrder(
  specs: readonly ServiceSpec[],
  byName: ReadonlyMap<string, ServiceSpec>,
): Pick<Graph, 'order' | 'isCyclic'> {
  const order: string[] = [];
  const seen = new Set<string>();
  const done = new Set<string>();
  let isCyclic = false;
  for (const root of specs) {
    // Depth first with an explicit stack: a chain of thousands must not overflow the call stack.
    const stack: { spec: ServiceSpec; edges: readonly string[]; next: number }[] = [];
    const enter = (spec: ServiceSpec) => {
      if (seen.has(spec.name)) {
        if (!done.has(spec.name)) isCyclic = true;
        return;
      }
      seen.add(spec.name);
      stack.push({ spec, edges: [...spec.requires, ...spec.after, ...endedOf(spec)], next: 0 });
    };
    enter(root);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const edge = top.edges[top.next++];
      if (edge === undefined) {
        order.push(top.spec.name);
        done.add(top.spec.name);
        stack.pop();
      } else {
        const spec = byName.get(edge);
        if (spec) enter(spec);
      }
    }
  }
  return { order, isCyclic };
}

/**
 * All services that require one of `names`, directly or through others. `names` themselves are included only if they
 * do.
 */
export function dependentsOf(graph: Graph, names: Iterable<string>): Set<string> {
  return closure(names, (name) => graph.requiredBy.get(name) ?? []);
}

/** Everything reachable from `names` by `next`. A start name is included only if it is reached again. */
export function closure(names: Iterable<string>, next: (name: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    for (const other of next(name)) {
      if (found.has(other)) continue;
      found.add(other);
      queue.push(other);
    }
  }
  return found;
}
