import { closeSync, writeSync } from 'node:fs';
import { loadProject } from '../../config/load.ts';
import type { OptionValues } from '../args/options.ts';
import { loadOptions as readLoadOptions } from '../args/project-options.ts';
import { EXIT } from '../io/exit-code.ts';
import { READY_FD, type Ready } from '../up/handshake.ts';
import { startHeadlessSupervisor } from '../up/headless-supervisor.ts';
import { isOn } from '../up/screen-wanted.ts';

/**
 * The supervisor in the background, which `zdev up -d` starts. It is not in the help. Its own messages and its stderr
 * go to `supervisor.log`. Services outlive it if it is killed. Returns the exit status.
 */
export async function supervise(values: OptionValues, names: readonly string[]): Promise<number> {
  const loadOptions = readLoadOptions(values);
  const project = await loadProject(loadOptions);
  const run = await startHeadlessSupervisor({
    project,
    loadOptions,
    values,
    names,
    exitOn: 'never',
    outlivesSupervisor: true,
    tty: isOn(process.env['CI']) ? 'none' : 'services',
  });
  if ('refused' in run) {
    announce({ pid: process.pid, error: run.refused, running: run.running, notices: [] });
    return EXIT.failed;
  }
  announce({ pid: process.pid, error: null, running: false, notices: run.notices });
  await run.finished;
  await run.end();
  return EXIT.ok;
}

/** The parent may be gone already. It needs nothing else from this process. */
function announce(ready: Ready): void {
  try {
    writeSync(READY_FD, `${JSON.stringify(ready)}\n`);
    closeSync(READY_FD);
  } catch {
    // Nobody listens.
  }
}
