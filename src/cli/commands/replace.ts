import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadProject } from '../../config/load.ts';
import type { OptionValues } from '../args/options.ts';
import { loadOptions } from '../args/project-options.ts';
import { findProject } from '../client/client.ts';
import { type Caller, systemCaller } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { reportDiagnostics } from '../present/report.ts';
import { down } from './down.ts';

/**
 * `zdev up --replace`: ends the supervisor that runs, for this zdev to take its place. Services that were started with `-d`
 * live on and are adopted, in the background again; others are stopped in order. Without `--detach`, `up` goes on after
 * that as always. Gives the exit status when there is nothing more to do for `up`, else null.
 */
export async function replaceRunning(
  values: OptionValues,
  names: readonly string[],
  { screen, caller = systemCaller() }: { readonly screen: boolean; readonly caller?: Caller },
): Promise<number | null> {
  const place = await findProject(values, caller);
  if (!place.client && !place.holder) return null;
  place.client?.close();
  // A config that cannot be started from is no reason to end anything.
  const project = await loadProject(loadOptions(values));
  if (await reportDiagnostics(project.diagnostics)) return EXIT.usage;
  const status = await down({ ...values, keep: place.client !== null, timeout: undefined }, [], {
    ...caller,
    out: caller.err,
  });
  if (status !== EXIT.ok) return status;
  const wasInBackground = existsSync(join(place.stateDir, 'journal.log'));
  if (!wasInBackground || values['detach'] || values['wait']) return null;
  const { upInBackground } = await import('../up/background.ts');
  const started = await upInBackground({ ...values, detach: true }, names, project, caller);
  return screen && started === EXIT.ok ? null : started;
}
