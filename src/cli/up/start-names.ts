import type { Project } from '../../config/project.ts';
import type { OptionValues } from '../args/options.ts';
import { UsageError } from '../args/project-options.ts';
import type { CommandIo } from '../io/command-io.ts';

/** The full names of the services to start; null if one does not exist, after saying so. */
export async function startNames(
  values: OptionValues,
  given: readonly string[],
  project: Project,
  io: CommandIo,
): Promise<readonly string[] | null> {
  if (given.length === 0) return given;
  const tooMuch = (['only', 'except'] as const).find((name) => values[name] !== undefined);
  if (tooMuch !== undefined) throw new UsageError(`--${tooMuch} and names of services do not go together`);
  const { matchNames } = await import('../client/match-names.ts');
  return matchNames(
    given,
    project.services.map(({ name }) => name),
    io,
  );
}
