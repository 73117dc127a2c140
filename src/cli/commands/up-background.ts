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
import { fail } from '../print/error.ts';
import { printJson } from '../print/json.ts';
import { printable } from '../print/text.ts';
import type { Ready } from '../ready.ts';
import { timeoutMs as readTimeoutMs } from '../seconds.ts';
import { supervisorLog } from '../supervisor-log.ts';

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
    await startMore(running, names, project);
    if (!values['json'] && !values['wait'])
      caller.out(`already up: zdev runs in ${project.dir}${place.holder ? ` (pid ${place.holder.pid})` : ''}\n`);
  } else if (place.problem) return fail(caller, unreachable(place), '"zdev down" ends it all the same');
  else {
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
  const all = project.services.filter((spec) => spec.status === 'start').map((spec) => spec.name);
  await client.call('service.start', { name: [...(names.length > 0 ? names : all)], dependencies: names.length > 0 });
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

interface WaitOptions {
  readonly client: RpcClient;
  /** Empty: all that are meant to be up. */
  readonly names: readonly string[];
  readonly timeoutMs: number;
  readonly values: OptionValues;
  readonly caller: Caller;
}

async function waitUntilReady({ client, names, timeoutMs, values, caller }: WaitOptions): Promise<number> {
  const outcome =
    names.length === 0
      ? await client.call('project.wait', { timeout_ms: timeoutMs })
      : await client.call('service.wait', { name: [...names], until: 'settled', timeout_ms: timeoutMs });
  if (values['json']) printJson(caller, values, outcome, 2);
  else if (outcome.ok) caller.out(`${whoIsReady(names)} ready\n`);
  else {
    const what = outcome.timed_out ? `not ready after ${timeoutMs / 1000} s` : 'cannot become ready';
    caller.err(`error: ${what}:\n`);
    for (const { why } of outcome.pending) caller.err(why.map((line) => `  ${printable(line)}\n`).join(''));
  }
  return outcome.ok ? EXIT.ok : EXIT.failed;
}

function whoIsReady(names: readonly string[]): string {
  if (names.length === 0) return 'all are';
  return `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'}`;
}
