import type { ServiceSpec } from '../core/service.ts';
import { choose } from './choose.ts';
import { applyEndings } from './endings.ts';
import type { Finding } from './finding.ts';
import type { LoadOptions } from './project.ts';

/** Services as their files say, changed by options that are about services of any kind. */
export function arrange(
  services: readonly ServiceSpec[],
  options: LoadOptions,
): { readonly services: readonly ServiceSpec[]; readonly problems: readonly Finding[] } {
  const chosen = choose(services, options);
  const ending = applyEndings(chosen.services, options);
  return { services: ending.services, problems: [...chosen.problems, ...ending.problems] };
}
