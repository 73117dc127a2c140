import type { Project } from '../../config/project.ts';
import type { OptionValues } from '../args/options.ts';
import { UsageError } from '../args/project-options.ts';
import type { Caller } from '../io/command-io.ts';

/** The services that were named for a start, as they are called; null when one does not exist, which has then been said. */
export async function startNames(
  values: OptionValues,
  given: readonly string[],
  project: Project,
  caller: Caller,
): Promise<readonly string[] | null> {
  if (given.length === 0) return given;
  const tooMuch = (['only', 'except'] as const).find((name) => values[name] !== undefined);
  if (tooMuch !== undefined) throw new UsageError(`--${tooMuch} and names of services do not go together`);
  const { matchNames } = await import('../client/select-services.ts');
  return matchNames(
    given,
    project.services.map(({ name }) => name),
    caller,
  );
}
