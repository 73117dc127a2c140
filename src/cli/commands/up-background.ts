import { closeSync } from 'node:fs';
import type { Project } from '../../config/project.ts';
import { appendPrivate } from '../../files/private-file.ts';
import { makeStateDir, stateProblem } from '../../host/state-dir.ts';
import type { RpcClient } from '../../rpc/client.ts';
import { type Caller, systemCaller } from '../caller.ts';
import { openPlace, unreachable } from '../client.ts';
import { EXIT } from '../exit-code.ts';
import { launchSupervisor } from '../launch.ts';
import type { OptionValues } from '../options.ts';
import { OTHER_FILES_HINT, otherFiles } from '../other-files.ts';
import { fail } from '../print/error.ts';
import type { Ready } from '../ready.ts';
import { timeoutMs as readTimeoutMs } from '../seconds.ts';
import { supervisorLog } from '../supervisor-log.ts';
import { NOTHING, NOTHING_HINT, waitUntilReady } from '../wait-until-ready.ts';

/** How long `--wait` waits when nobody says: longer than any start deadline by default. */
const DEFAULT_TIMEOUT_MS = 120_000;

/** `zdev up -d` and `--wait`: a supervisor in the background, or more services of the one that runs. Gives the exit status. */
export async function upInBackground(
  values: OptionValues,
  names: readonly string[],
  project: Project,
  caller: Caller = systemCaller(),
): Promise<number> {
  const timeoutMs = readTimeoutMs(values) ?? DEFAULT_TIMEOUT_MS;
  const place = await openPlace(project.dir);
  const running = place.client;
  if (running) {
    const other = await otherFiles(running, project.files, caller.cwd);
    if (other !== null) return refuse(running, caller, other);
    await startMore(running, names, project);
    if (!values['json'] && !values['wait'])
      caller.out(`already up: zdev runs in ${project.dir}${place.holder ? ` (pid ${place.holder.pid})` : ''}\n`);
  } else if (place.problem) return fail(caller, unreachable(place), '"zdev down" ends it all the same');
  else {
    if (values['wait'] && names.length === 0 && selected(project).length === 0)
      return fail(caller, NOTHING, NOTHING_HINT);
    const state = makeStateDir(project.dir);
    if (!state.ok) return fail(caller, state.message);
    const stateDir = state.dir;
    const ready = await startSupervisor(stateDir, commandLine(values, names));
    for (const notice of ready.notices) caller.err(`zdev: ${notice}\n`);
    if (ready.error !== null) {
      caller.err(`error: ${ready.error}\n`);
      return EXIT.failed;
    }
    if (!values['json']) {
      const hint = '"zdev ps" shows its services, "zdev logs -f" their output, "zdev down" stops it';
      caller.out(`zdev runs in the background (pid ${ready.pid}): ${hint}\n`);
    }
  }
  if (!values['wait']) {
    running?.close();
    return EXIT.ok;
  }
  const client = running ?? (await openPlace(project.dir)).client;
  if (!client) return fail(caller, `zdev in ${project.dir} has ended`, 'see "zdev logs"');
  const status = await waitUntilReady({ client, names, timeoutMs, values, caller });
  client.close();
  return status;
}

async function startMore(client: RpcClient, names: readonly string[], project: Project): Promise<void> {
  const name = names.length > 0 ? [...names] : selected(project);
  if (name.length > 0) await client.call('service.start', { name, dependencies: names.length > 0 });
}

/** What a start without names starts. */
function selected(project: Project): string[] {
  return project.services.filter((spec) => spec.status === 'start').map((spec) => spec.name);
}

function refuse(client: RpcClient, caller: Caller, message: string): number {
  client.close();
  return fail(caller, message, OTHER_FILES_HINT);
}

/** Settles when it can be connected to, or has failed. */
function startSupervisor(stateDir: string, args: readonly string[]): Promise<Ready> {
  const logPath = supervisorLog(stateDir);
  let log: number;
  try {
    // Another one may be writing there. It is emptied by the one that gets the project.
    log = appendPrivate(logPath);
  } catch (error) {
    const message = stateProblem(stateDir, error as NodeJS.ErrnoException);
    return Promise.resolve({ pid: 0, error: message, notices: [] });
  }
  return new Promise((resolve) => {
    const failed = (error: string) => resolve({ pid: 0, error, notices: [] });
    const { child } = launchSupervisor({
      args,
      output: [log, log],
      onLine(line) {
        child.unref();
        resolve(line as Ready);
      },
      onError: (error) => failed(`cannot start zdev in the background: ${error.message}`),
    });
    closeSync(log);
    child.on('close', () => failed(`zdev did not start in the background\n  hint: see ${logPath}`));
  });
}

/** The words of `up` that say the same, whatever the command was called. */
function commandLine(values: OptionValues, names: readonly string[]): string[] {
  const options = Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    return value === true ? [`--${name}`] : [value].flat().map((each) => `--${name}=${each}`);
  });
  return [...options, '--', ...names];
}
