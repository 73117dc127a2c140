import { loadYoga } from 'yoga-layout/load';

type Yoga = Awaited<ReturnType<typeof loadYoga>>;

/**
 * Stands in for `yoga-layout` in the bundle. That one loads its WebAssembly with a top-level await, which would make the
 * whole chunk an ES module, and twice as slow to load; this one is filled in by `loadLayoutEngine`.
 */
const yoga = {} as Yoga;
export default yoga;

/** To be awaited before anything is rendered. */
export async function loadLayoutEngine(): Promise<void> {
  const loaded = await loadYoga();
  Object.setPrototypeOf(yoga, Object.getPrototypeOf(loaded));
  Object.assign(yoga, loaded);
}
