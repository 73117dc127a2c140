import { isDeepStrictEqual } from 'node:util';
import type { ServiceSpec } from '../../../src/core/service.ts';
import type { View } from '../truth.ts';

/** A spec without the health check that was found in the image of its container. */
export function asWritten(spec: ServiceSpec): ServiceSpec {
  if (spec.kind === 'target' || spec.container?.check !== 'image') return spec;
  const { health: _, ...rest } = spec;
  return rest;
}

/** At rest, the supervisor has what the config has: not a name more or less, each as it is written now. */
export function configIsTaken(view: View): string | null {
  for (const name of view.state.services.keys()) if (!view.specs.has(name)) return `${name} is in no config any more`;
  for (const [name, spec] of view.specs) {
    const service = view.state.services.get(name);
    if (!service) return `${name} is in the config, and zdev does not know it`;
    if (!isDeepStrictEqual(asWritten(service.spec), spec)) return `${name} is not what the config says`;
    if (service.leaving || service.successor) return `${name} is on its way out`;
  }
  return null;
}
