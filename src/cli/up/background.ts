import { closeSync } from 'node:fs';
import type { Project } from '../../config/project.ts';
import { appendPrivate } from '../../files/private-file.ts';
import { makeStateDir, stateProblem } from '../../host/state-dir.ts';
import { monotonicMs } from '../../monotonic.ts';
import { listText } from '../../present/words.ts';
import type { RpcClient } from '../../rpc/client.ts';
import type { OptionValues } from '../args/options.ts';
import { timeoutMs as readTimeoutMs } from '../args/seconds.ts';
import { connectProject, type FoundProject, unreachable } from '../client/project-client.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { printJson } from '../present/json.ts';
import { isConnectionLost } from '../present/rpc-error.ts';
import type { Ready } from './handshake.ts';
import { launchSupervisor } from './launch-supervisor.ts';
import { OTHER_FILES_HINT, otherFiles } from './other-files.ts';
import { endText, memoryHint } from './supervisor-end.ts';
import { supervisorLog } from './supervisor-log.ts';
import { NOTHING, NOTHING_HINT, waitUntilReady } from './wait-until-ready.ts';

/** How long `--wait` waits by default: longer than any default start timeout. */
const DEFAULT_TIMEOUT_MS = 120_000;

/** How long a killed supervisor may keep its socket, and the time between two checks. */
const LEAVING_MS = 5000;
const LOOK_MS = 20;

/**
 * `zdev up -d` and `--wait`: starts a supervisor in the background, or more services of the running one. Returns the
 * exit status.
 */
export async function upInBackground(
  values: OptionValues,
  names: readonly string[],
  project: Project,
  io: CommandIo = systemIo(),
): Promise<number> {
  const request: Request = { values, names, project, io, timeoutMs: readTimeoutMs(values) ?? DEFAULT_TIMEOUT_MS };
  const giveUpAtMs = monotonicMs() + LEAVING_MS;
  for (;;) {
    const status = await attempt(request);
    if (status !== 'lost') return status;
    if (monotonicMs() >= giveUpAtMs) return fail(io, `zdev in ${project.dir} has ended`, 'see "zdev logs"');
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_MS);
    });
  }
}

/** `lost`: the supervisor went away before it got the request. A killed supervisor keeps its socket for a moment. */
async function attempt(request: Request): Promise<number | 'lost'> {
  const { values, names, project, io, timeoutMs } = request;
  let place = await connectProject(project.dir);
  let isOurs = false;
  if (!place.client && !place.problem) {
    const outcome = await begin(request);
    if (typeof outcome === 'number') return outcome;
    isOurs = outcome === 'began';
    if (isOurs && !values['wait']) return EXIT.ok;
    place = await connectProject(project.dir);
  }
  const { client } = place;
  if (!client && isOurs) return fail(io, `zdev in ${project.dir} has ended`, 'see "zdev logs"');
  if (!client) return fail(io, unreachable(place), '"zdev down" ends it all the same');
  let hasJoined = isOurs;
  try {
    const refusal = isOurs ? null : await join(place, client, request);
    if (refusal !== null) return fail(io, refusal, OTHER_FILES_HINT);
    hasJoined = true;
    return values['wait'] ? await waitUntilReady({ client, names, timeoutMs, values, io }) : EXIT.ok;
  } catch (error) {
    if (!isConnectionLost(error)) throw error;
    return hasJoined ? fail(io, `zdev in ${project.dir} has ended`, 'see "zdev logs"') : 'lost';
  } finally {
    client.close();
  }
}

interface Request {
  readonly values: OptionValues;
  readonly names: readonly string[];
  readonly project: Project;
  readonly io: CommandIo;
  readonly timeoutMs: number;
}

/**
 * Starts a supervisor. `taken`: another command was faster; a number: the exit status of a failure that was already
 * reported.
 */
async function begin({ values, names, project, io }: Request): Promise<'began' | 'taken' | number> {
  if (values['wait'] && names.length === 0 && selected(project).length === 0)
    return fail(io, NOTHING, NOTHING_HINT, 'nothing-to-start');
  const state = makeStateDir(project.dir);
  if (!state.ok) return fail(io, state.message);
  const ready = await startSupervisor(state.dir, commandLine(values, names));
  if (ready.running) return 'taken';
  for (const notice of ready.notices) io.err(`zdev: ${notice}\n`);
  if (ready.error !== null) {
    return fail(io, ready.error);
  }
  if (values['json'] && !values['wait']) printJson(io, values, 'up', answer(project, ready.pid, false));
  else if (!values['json']) {
    const hint = '"zdev ps" shows its services, "zdev logs -f" their output, "zdev down" stops it';
    io.out(`zdev runs in the background (pid ${ready.pid}): ${hint}\n`);
  }
  return 'began';
}

/** Starts services of the running supervisor. Returns the reason if that is impossible. */
async function join(
  place: FoundProject,
  client: RpcClient,
  { values, names, project, io }: Request,
): Promise<string | null> {
  const other = await otherFiles(client, project.files, io.cwd);
  if (other !== null) return other;
  await startMore(client, names, project);
  if (values['free-ports']) io.err('warning: --free-ports has no effect, because zdev already runs here\n');
  if (values['wait']) return null;
  if (values['json']) printJson(io, values, 'up', answer(project, place.holder?.pid ?? null, true));
  else {
    const more = names.length > 0 ? `; starting ${listText(names)}` : '';
    io.out(`already up: zdev runs in ${project.dir}${place.holder ? ` (pid ${place.holder.pid})` : ''}${more}\n`);
  }
  return null;
}

const answer = ({ dir }: Project, pid: number | null, already_up: boolean) => ({
  ok: true as const,
  dir,
  pid,
  already_up,
});

async function startMore(client: RpcClient, names: readonly string[], project: Project): Promise<void> {
  const name = names.length > 0 ? [...names] : selected(project);
  if (name.length > 0) await client.call('service.start', { name, dependencies: names.length > 0 });
}

/** The services that a start without names starts. */
function selected(project: Project): string[] {
  return project.services.filter((spec) => spec.status === 'start').map((spec) => spec.name);
}

/** Resolves when clients can connect to the supervisor, or when it has failed. */
function startSupervisor(stateDir: string, args: readonly string[]): Promise<Ready> {
  const logPath = supervisorLog(stateDir);
  let log: number;
  try {
    // Another supervisor may be writing there. The one that gets the project empties the file.
    log = appendPrivate(logPath);
  } catch (error) {
    const message = stateProblem(stateDir, error as NodeJS.ErrnoException);
    return Promise.resolve({ pid: 0, error: message, running: false, notices: [] });
  }
  return new Promise((resolve) => {
    const failed = (error: string) => resolve({ pid: 0, error, running: false, notices: [] });
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
    child.on('close', (code, signal) => {
      const hint = memoryHint(signal) ?? `see ${logPath}`;
      failed(`zdev did not start in the background: its process ${endText(code, signal)}\n  hint: ${hint}`);
    });
  });
}

/** The options of `up` with the same meaning, whatever the command was. */
function commandLine(values: OptionValues, names: readonly string[]): string[] {
  const options = Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    return value === true ? [`--${name}`] : [value].flat().map((each) => `--${name}=${each}`);
  });
  return [...options, '--', ...names];
}
