import type { ServiceSpec } from '../../core/service.ts';

/** Services as they are under `--no-watch`: no file starts them again, so nothing waits for one that does. */
export function unwatched(specs: readonly ServiceSpec[]): readonly ServiceSpec[] {
  return specs.map((spec) => {
    if (spec.kind === 'target') return spec;
    const { watch: _, ...rest } = spec;
    return rest;
  });
}
