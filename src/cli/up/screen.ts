import type { RpcClient } from '../../rpc/client.ts';
import type { OptionValues } from '../args/options.ts';
import { isUsageError, loadOptions } from '../args/project-options.ts';
import { findProject, openPlace, type ProjectPlace, type Running, unreachable, useClient } from '../client/client.ts';
import { type Caller, systemCaller } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { reportDiagnostics } from '../present/report.ts';
import { type Owned, startOwned } from './child-supervisor.ts';
import type { Ended } from './handshake.ts';

/** What the screen is given. It leaves the terminal as it was, and does not close the client. */
export interface Screen {
  readonly client: RpcClient;
  readonly projectDir: string;
  readonly stateDir: string;
  /** The supervisor, where it belongs to this process; null for a guest. */
  readonly owned: Pick<Owned, 'detach' | 'ended'> | null;
  /** What the user should be told of the start. */
  readonly notices: readonly string[];
}

/** How the screen was left: everything goes on, or is over (it ended, was stopped from here, cannot be reached). */
export interface Left {
  readonly how: 'detached' | 'ended' | 'stopped' | 'lost';
}

interface Request {
  readonly values: OptionValues;
  readonly names: readonly string[];
  readonly runTui: (screen: Screen) => Promise<Left>;
  /** Called when the supervisor has been launched, and is on its way. */
  readonly launched?: () => void;
  /** Called before something is said in place of the screen. */
  readonly failed?: () => Promise<void>;
  readonly caller?: Caller;
}

/** How long a supervisor that has the project may take to open its socket. */
const SOCKET_MS = 10_000;
/** How long a supervisor that cannot be reached any more may take to end. */
const ENDING_MS = 2_000;

/**
 * `zdev up` on a terminal: the screen, before a supervisor that belongs to it, or as a guest of the one that runs. The
 * project is not read here: the supervisor does it, and is started first. Gives the exit status.
 */
export async function upOnScreen(request: Request): Promise<number> {
  const { values, caller = systemCaller() } = request;
  loadOptions(values); // throws for a value that makes no sense
  const running = await findRunning(values, caller);
  if (running) return asGuest(running, request, caller);

  const { columns, rows } = process.stdout;
  // Not always an option of the command line: it may have been an answer.
  const isolated = values['isolated'] ? ['--isolated'] : [];
  const starting = startOwned([`--terminal-size=${columns}x${rows}`, ...isolated, ...process.argv.slice(3)]);
  request.launched?.();
  const owned = await starting;
  const { ready } = owned;
  if (ready.running) {
    const winner = await connectSoon(ready.projectDir);
    if (winner) return asGuest(winner, request, caller);
  }
  if (ready.error !== null) {
    await request.failed?.();
    await reportDiagnostics(ready.diagnostics);
    if (ready.error !== '') fail(caller, ready.error);
    return ready.status;
  }
  return asOwner(owned, request, caller);
}

/** By name and place alone: a project that cannot be found so is none that runs. */
async function findRunning(values: OptionValues, caller: Caller): Promise<Running | null> {
  try {
    const place = await findProject(values, caller);
    return place.client ? { ...place, client: place.client } : null;
  } catch (error) {
    if (isUsageError(error)) return null;
    throw error;
  }
}

/** The supervisor that holds a project, as soon as it can be connected to; null when it is gone before that. */
async function connectSoon(dir: string): Promise<Running | null> {
  const place = await openPlace(dir, SOCKET_MS);
  return place.client ? { ...place, client: place.client } : null;
}

function asGuest(running: Running, { names, runTui }: Request, caller: Caller): Promise<number> {
  return useClient(running, caller, async ({ client, dir, stateDir }) => {
    if (names.length > 0) await client.call('service.start', { name: names, dependencies: true });
    const { how } = await runTui({ client, projectDir: dir, stateDir, owned: null, notices: [] });
    if (how === 'lost') return fail(caller, `zdev in ${dir} has ended`);
    caller.err(how === 'detached' ? `zdev in ${dir} ${GOES_ON}\n` : `stopped zdev in ${dir}\n`);
    return EXIT.ok;
  });
}

async function asOwner(owned: Owned, { runTui, failed }: Request, caller: Caller): Promise<number> {
  const { diagnostics, projectDir, pid } = owned.ready;
  const notices = [...owned.ready.notices, ...warningText(diagnostics.length)];
  const place: ProjectPlace = await openPlace(projectDir);
  const { client, stateDir } = place;
  if (!client) {
    await failed?.();
    // What it had to do may be done already.
    const ended = await Promise.race([
      owned.ended,
      new Promise<null>((resolve) => setTimeout(resolve, ENDING_MS, null)),
    ]);
    if (ended) return sayEnd(ended, caller);
    return fail(caller, [unreachable(place), ...notices].join('\n'));
  }
  try {
    const { how } = await runTui({ client, projectDir, stateDir, owned, notices });
    if (how === 'detached') {
      owned.detach();
      caller.err(`zdev (pid ${pid}) ${GOES_ON}\n`);
      return EXIT.ok;
    }
  } finally {
    client.close();
  }
  return sayEnd(await owned.ended, caller);
}

function sayEnd({ status, lines }: Ended, caller: Caller): number {
  for (const line of lines) caller.err(`${line}\n`);
  return status;
}

/** The screen has a line for it; what they are is told by another command. */
function warningText(count: number): string[] {
  return count === 0
    ? []
    : [`${count} ${count === 1 ? 'warning' : 'warnings'} about the project files: zdev check shows them`];
}

const GOES_ON = 'continues in the background: "zdev up" shows it again, "zdev down" stops it';
