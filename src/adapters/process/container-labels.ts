import type { ContainerEngines } from '../../runtime/container-ports.ts';
import { formatMarker, type Marker, parseMarker } from './marker.ts';

/** The label that carries the marker of a run, as the environment of a process does. */
const RUN_LABEL = 'zdev.run';
/** The same in parts, by which an engine can look for containers. */
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
 * Ends and removes what earlier supervisors of a project left in containers. `liveSession` is spared, and so are the runs
 * with a marker in `except`. Returns what was removed.
 */
export async function endLeftContainers(options: {
  readonly engines: ContainerEngines;
  /** The engines that may have some. */
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
