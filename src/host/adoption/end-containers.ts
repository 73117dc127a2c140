import { endLeftContainers } from '../../adapters/process/container-labels.ts';
import { notedEngines } from '../../adapters/process/engine-notes.ts';
import type { ServiceSpec } from '../../core/service.ts';
import { openEngines } from '../engines.ts';

/**
 * Ends and removes the containers that earlier supervisors of a project left. Uses the engines that they recorded or
 * that the config names. Returns the names of the services. Loads nothing if there can be none.
 */
export async function endContainers({
  project,
  session,
  stateDir,
  except,
  specs = [],
}: {
  readonly project: string;
  /** The session of the new supervisor. */
  readonly session: string;
  readonly stateDir: string;
  readonly except?: ReadonlySet<string>;
  readonly specs?: readonly ServiceSpec[];
}): Promise<readonly string[]> {
  const named = specs.flatMap((spec) => (spec.kind === 'target' ? [] : (spec.container?.engines ?? [])));
  const commands = [...new Set([...notedEngines(stateDir), ...named])];
  if (commands.length === 0) return [];
  const engines = await openEngines(() => {})();
  const left = await endLeftContainers({ engines, commands, project, liveSession: session, ...(except && { except }) });
  return left.map(({ service }) => service);
}
