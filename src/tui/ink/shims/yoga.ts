import { loadYoga } from 'yoga-layout/load';

type Yoga = Awaited<ReturnType<typeof loadYoga>>;

/**
 * Replaces `yoga-layout` in the bundle. The original loads its WebAssembly with a top-level await. That would turn the
 * whole chunk into an ES module, which takes twice as long to load. `loadLayoutEngine` fills this one in.
 */
const yoga = {} as Yoga;
export default yoga;

/** Must be awaited before anything is rendered. */
export async function loadLayoutEngine(): Promise<void> {
  const loaded = await loadYoga();
  Object.setPrototypeOf(yoga, Object.getPrototypeOf(loaded));
  Object.assign(yoga, loaded);
}
