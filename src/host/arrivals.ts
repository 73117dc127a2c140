/** Something that came in an order which it shares with others. */
interface Arriving {
  readonly walk: { peek(): number | null };
}

/** The source whose next piece came first, and when the first of the others did. Numbers are never equal. */
export function arrivedFirst<S extends Arriving>(sources: ReadonlySet<S>): [first: S, until: number] {
  let first: S | undefined;
  let order = Number.POSITIVE_INFINITY;
  let until = Number.POSITIVE_INFINITY;
  for (const source of sources) {
    const own = source.walk.peek() ?? Number.POSITIVE_INFINITY;
    if (own < order) {
      until = order;
      order = own;
      first = source;
    } else if (own < until) until = own;
  }
  if (!first) throw new Error('there is something in each of the sources');
  return [first, until];
}
