import type { ServiceSpec } from '../core/service.ts';
import type { Finding } from './finding.ts';
import { applyLifecycleOverrides } from './lifecycle-overrides.ts';
import type { LoadOptions } from './project.ts';
import { selectServices } from './select-services.ts';

/** Applies options for services of any kind to the services of the files. */
export function arrange(
  services: readonly ServiceSpec[],
  options: LoadOptions,
): { readonly services: readonly ServiceSpec[]; readonly problems: readonly Finding[] } {
  const chosen = selectServices(services, options);
  const ending = applyLifecycleOverrides(chosen.services, options);
  return { services: ending.services, problems: [...chosen.problems, ...ending.problems] };
}
