/** Adds a number to a heap: an array in which each number is at most as large as its two children. */
export function push(heap: number[], value: number): void {
  let at = heap.push(value) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (valueAt(heap, above) <= value) break;
    heap[at] = valueAt(heap, above);
    at = above;
  }
  heap[at] = value;
}

/** Takes the smallest number out of a heap; undefined when the heap is empty. */
export function pop(heap: number[]): number | undefined {
  const smallest = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return smallest;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    if (below >= heap.length) break;
    // An index beyond the end is undefined, which is never smaller.
    if (valueAt(heap, below + 1) < valueAt(heap, below)) below += 1;
    if (valueAt(heap, below) >= last) break;
    heap[at] = valueAt(heap, below);
    at = below;
  }
  heap[at] = last;
  return smallest;
}

/** Returns undefined beyond the end, which compares as neither smaller nor larger. */
function valueAt(heap: readonly number[], index: number): number {
  return heap[index] as number;
}
