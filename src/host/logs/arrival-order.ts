/** A source whose pieces have numbers in one order shared by all sources. */
interface Arriving {
  readonly walk: { peek(): number | null };
}

/**
 * Returns the source with the earliest next piece, and the number of the next piece among the others. Numbers are never
 * equal.
 */
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
