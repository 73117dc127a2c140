import { dependentsOf, type Graph } from '../../src/core/graph.ts';
import { isOver, type Tree } from './process-tree.ts';
import type { Processes } from './processes.ts';

/** A run that is to be stopped only after those that required it when that was asked for. */
export interface Order {
  readonly run: number;
  readonly after: ReadonlySet<string>;
  /** Their runs that were there then. */
  readonly born: ReadonlySet<Tree>;
}

/** Which runs are to be gone before others are stopped. */
export class StopOrders {
  readonly #processes: Processes;
  #ordered = new Map<string, Order>();

  constructor(processes: Processes) {
    this.#processes = processes;
  }

  /** What runs of it is to be stopped, after what requires it. */
  add(name: string, graph: Graph, isStopped: (name: string) => boolean): void {
    for (const tree of this.#processes.of(name)) {
      const ended = tree.told === 'exited' || isOver(tree);
      if (ended || tree.stoppedMs !== null) continue;
      const after = new Set([...dependentsOf(graph, [name])].filter(isStopped));
      const born = new Set([...after].flatMap((other) => this.#processes.of(other)));
      this.#ordered.set(name, { run: tree.run, after, born });
    }
  }

  /** The runs that must be gone before one is stopped: of what required it when that was asked for, and still does. */
  goFirst(name: string, run: number, graph: Graph): Tree[] {
    const order = this.#ordered.get(name);
    if (order?.run !== run) return [];
    const dependents = [...dependentsOf(graph, [name])].filter((dependent) => order.after.has(dependent));
    // A reload has turned the edge round meanwhile: each would have to go before the other.
    const isTurned = (other: string) => graph.isCyclic && dependentsOf(graph, [other]).has(name);
    // What came later did not require it then, or the config was another meanwhile.
    return dependents
      .filter((other) => !isTurned(other))
      .flatMap((other) => this.#processes.of(other).filter((tree) => order.born.has(tree)));
  }

  remember(): ReadonlyMap<string, Order> {
    return new Map(this.#ordered);
  }

  resume(ordered: ReadonlyMap<string, Order>): void {
    this.#ordered = new Map(ordered);
  }
}
