import type { ServiceSpec } from '../core/service.ts';
import type { Finding } from './finding.ts';
import { applyLifecycleOverrides } from './lifecycle-overrides.ts';
import type { LoadOptions } from './project.ts';
import { selectServices } from './select-services.ts';

/** Services as their files say, changed by options that are about services of any kind. */
export function arrange(
  services: readonly ServiceSpec[],
  options: LoadOptions,
): { readonly services: readonly ServiceSpec[]; readonly problems: readonly Finding[] } {
  const chosen = selectServices(services, options);
  const ending = applyLifecycleOverrides(chosen.services, options);
  return { services: ending.services, problems: [...chosen.problems, ...ending.problems] };
}
