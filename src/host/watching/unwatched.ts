import type { ServiceSpec } from '../../core/service.ts';

/** The services under `--no-watch`: no file restarts them, so nothing waits for files. */
export function unwatched(specs: readonly ServiceSpec[]): readonly ServiceSpec[] {
  return specs.map((spec) => {
    if (spec.kind === 'target') return spec;
    const { watch: _, ...rest } = spec;
    return rest;
  });
}
