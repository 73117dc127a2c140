import { loadProject } from '../../config/load.ts';
import type { Project } from '../../config/project.ts';
import { findSupervisor } from '../../host/find-supervisor.ts';
import type { OptionValues } from '../args/options.ts';
import { loadOptions } from '../args/project-options.ts';
import type { Caller } from '../io/command-io.ts';

/**
 * Loads the project as it runs now, with the ports of an isolated run if it runs isolated. If it does not run, loads it
 * as it would start.
 */
export async function loadAsRunning(values: OptionValues, caller: Caller): Promise<Project> {
  const options = { ...loadOptions(values), cwd: caller.cwd };
  const project = await loadProject(options);
  const { holder } = findSupervisor(project.dir);
  const isolated = holder?.isolated ?? false;
  if (holder === null || options.isolated !== undefined || isolated === project.isolated) return project;
  return loadProject({ ...options, isolated });
}
