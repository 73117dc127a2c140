import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadProject } from '../../config/load.ts';
import { whyNoRoom } from '../../host/state-dir.ts';
import type { OptionValues } from '../args/options.ts';
import { loadOptions } from '../args/project-options.ts';
import { findProject } from '../client/project-client.ts';
import { down } from '../commands/down.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { reportDiagnostics } from '../present/report-diagnostics.ts';

/**
 * `zdev up --replace`: ends the running supervisor, so that this zdev takes its place. Services that were started with
 * `-d` keep running, and the new supervisor adopts them in the background. Others are stopped in order, and without
 * `--detach`, `up` then continues as usual. Returns the exit status if `up` has nothing more to do, else null.
 */
export async function replaceRunning(
  values: OptionValues,
  names: readonly string[],
  { screen, io = systemIo() }: { readonly screen: boolean; readonly io?: CommandIo },
): Promise<number | null> {
  const place = await findProject(values, io);
  if (!place.client && !place.holder) return null;
  place.client?.close();
  // If the new config does not work, or nothing can be written, the running supervisor must stay.
  const project = await loadProject(loadOptions(values));
  if (await reportDiagnostics(project.diagnostics)) return EXIT.usage;
  const full = whyNoRoom(place.stateDir);
  if (full !== null) return fail(io, full);
  const status = await down({ ...values, keep: place.client !== null, timeout: undefined }, [], {
    ...io,
    out: io.err,
  });
  if (status !== EXIT.ok) return status;
  const wasInBackground = existsSync(join(place.stateDir, 'journal.log'));
  if (!wasInBackground || values['detach'] || values['wait']) return null;
  const { upInBackground } = await import('../up/background.ts');
  const started = await upInBackground({ ...values, detach: true }, names, project, io);
  return screen && started === EXIT.ok ? null : started;
}
