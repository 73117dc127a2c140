import { isDeepStrictEqual } from 'node:util';
import type { View } from '../truth.ts';

/** At rest, the supervisor has what the config has: not a name more or less, each as it is written now. */
export function configIsTaken(view: View): string | null {
  for (const name of view.state.services.keys()) if (!view.specs.has(name)) return `${name} is in no config any more`;
  for (const [name, spec] of view.specs) {
    const service = view.state.services.get(name);
    if (!service) return `${name} is in the config, and zdev does not know it`;
    if (!isDeepStrictEqual(service.spec, spec)) return `${name} is not what the config says`;
    if (service.leaving || service.successor) return `${name} is on its way out`;
  }
  return null;
}
