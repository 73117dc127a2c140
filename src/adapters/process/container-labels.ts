import type { ContainerEngines } from '../../runtime/container-ports.ts';
import { formatMarker, type Marker, parseMarker } from './marker.ts';

/** The label with the marker of a run, which the environment holds for other processes. */
const RUN_LABEL = 'zdev.run';
/** The parts of the marker, by which an engine can search for containers. */
const PROJECT_LABEL = 'zdev.project';
export const SESSION_LABEL = 'zdev.session';

/** The labels of the container of a run. */
export function labelsFor(marker: Marker): Record<string, string> {
  const { project, session } = marker;
  return { [RUN_LABEL]: formatMarker(marker), [PROJECT_LABEL]: project, [SESSION_LABEL]: session };
}

/** A container that an earlier supervisor of the project left behind. */
export interface LeftContainer {
  readonly name: string;
  readonly service: string;
}

/**
 * Ends and removes the containers that earlier supervisors of a project left. Spares `liveSession` and the runs with a
 * marker in `except`. Returns the removed containers.
 */
export async function endLeftContainers(options: {
  readonly engines: ContainerEngines;
  /** The engines that may have such containers. */
  readonly commands: readonly string[];
  readonly project: string;
  readonly liveSession: string;
  readonly except?: ReadonlySet<string>;
}): Promise<LeftContainer[]> {
  const { engines, commands, project, liveSession, except = new Set() } = options;
  const found = commands.map(async (command) => {
    const left = (await engines.labelled(command, PROJECT_LABEL, project)).flatMap(({ name, labels }) => {
      const text = String(labels[RUN_LABEL] ?? '');
      const marker = parseMarker(text);
      const isLeft = marker !== null && marker.session !== liveSession && !except.has(text);
      return isLeft ? [{ name, service: marker.service }] : [];
    });
    const engine = engines.engineOf(command);
    await Promise.all(left.map(({ name }) => engine.remove(name)));
    await engine.leaveNetworks(PROJECT_LABEL, project);
    return left;
  });
  return (await Promise.all(found)).flat();
}
