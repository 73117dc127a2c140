import type { Project } from '../project.ts';
import { edgeDomain, edgeNames, edgeUrl } from './names.ts';
import { readEdgeSettings } from './settings.ts';

/** The variable with the address of a service by its name; empty if it has none. */
export async function edgeVariable(
  service: string,
  project: Project,
  environ: NodeJS.ProcessEnv,
): Promise<{ readonly ZDEV_URL?: string }> {
  const { port } = (await readEdgeSettings(environ)).settings;
  if (port === null) return {};
  const name = edgeNames(edgeDomain(project), project.services).find((each) => each.service === service);
  return name === undefined ? {} : { ZDEV_URL: edgeUrl(name.host, port) };
}
