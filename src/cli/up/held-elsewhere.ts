import { loadProject } from '../../config/load.ts';
import { portsOf, publicPortOf } from '../../core/service.ts';
import { projectIdOf } from '../../files/project-id.ts';
import { heldByCheckout } from '../../host/ports/other-checkout.ts';
import { holderText } from '../../present/holder.ts';
import type { OptionValues } from '../args/options.ts';
import { loadOptions } from '../args/project-options.ts';

/**
 * For a project with `isolate`: a sentence that names the port which another checkout of the repository holds. Null if
 * none holds one, if the project is isolated anyway, or if it already runs.
 */
export async function heldElsewhere(
  values: OptionValues,
  names: readonly string[],
  running: readonly { readonly dir: string }[],
): Promise<string | null> {
  const { dir, isolate, isolated, services } = await loadProject(loadOptions(values));
  if (isolate === null || isolated || running.some((other) => other.dir === dir)) return null;
  const starting = names.length > 0 ? services : services.filter(({ status }) => status === 'start');
  const ports = new Set(starting.flatMap((spec) => [...portsOf(spec), publicPortOf(spec) ?? []].flat()));
  const held = await heldByCheckout(ports, { projectId: projectIdOf(dir), root: dir });
  return held && `Port ${held.port} is held by ${holderText(held.holder)}`;
}
