import { loadProject } from '../../config/load.ts';
import type { Project } from '../../config/project.ts';
import { findSupervisor } from '../../host/find-supervisor.ts';
import type { OptionValues } from '../args/options.ts';
import { loadOptions } from '../args/project-options.ts';
import type { CommandIo } from '../io/command-io.ts';

/**
 * Loads the project as it runs now, with the ports of an isolated run if it runs isolated. If it does not run, loads it
 * as it would start.
 */
export async function loadAsRunning(values: OptionValues, io: CommandIo): Promise<Project> {
  const options = { ...loadOptions(values), cwd: io.cwd };
  const project = await loadProject(options);
  const { holder } = findSupervisor(project.dir);
  const isolated = holder?.isolated ?? false;
  if (holder === null || options.isolated !== undefined || isolated === project.isolated) return project;
  return loadProject({ ...options, isolated });
}
