import { existsSync } from 'node:fs';
import { startedAbout } from '../../adapters/os/identity.ts';
import { formatMarker } from '../../adapters/process/marker.ts';
import { runFiles } from '../../adapters/process/run-files.ts';
import { hasProc } from '../../system.ts';
import type { Journal } from './journal.ts';

/**
 * The runs in a journal whose files were deleted while they ran, where nothing else tells of them: macOS does not show the
 * environment of a shell. A process is one of them if it has the pid and started when the journal says.
 */
export function lostRuns(
  journal: Journal | null,
  stateDir: string,
): { readonly pid: number; readonly marker: string }[] {
  if (journal === null || hasProc()) return [];
  return journal.services.flatMap(({ name, live }) => {
    if (!live?.identity || existsSync(runFiles({ stateDir, service: name, run: live.run }).life)) return [];
    const { pid, session } = live.identity;
    if (!startedAbout(pid, live.startedAtMs)) return [];
    return [{ pid, marker: formatMarker({ project: journal.project, session, service: name, run: live.run }) }];
  });
}
